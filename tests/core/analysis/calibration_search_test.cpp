#include "core/analysis/calibration_search.h"
#include "core/analysis/paired_interval.h"
#include "core/analysis/precision_proposal.h"
#include "core/analysis/tensor_methods.h"
#include "tests/core/analysis/analysis_support.h"

#include <cmath>

using namespace lathe;
using namespace lathe::test;

namespace {

/// Random samples of which single elements are far beyond the others: thresholds matter.
SampleSource samplesWithOutliers(const Graph& graph) {
    return [source = randomSamples(graph)](std::int64_t index) -> Result<std::vector<Tensor>> {
        LATHE_TRY(std::vector<Tensor> tensors, source(index));
        for (Tensor& tensor : tensors)
            for (std::int64_t i = index % 7; i < tensor.elementCount(); i += 61)
                tensor.mutableData<float>()[static_cast<std::size_t>(i)] *= 6;
        return tensors;
    };
}

struct Prepared {
    Graph graph;
    CalibrationTable statistics;
    QuantizationOptions options;
    SampleSplit split;
    SearchInput input() const { return {graph, statistics, options, samplesWithOutliers(graph), split}; }
};

Prepared prepared(const char* text, std::int64_t samples) {
    Prepared made{graphOf(text), {}, {}, splitSamples(samples)};
    JobContext context;
    auto statistics = collectStatistics(made.graph, static_cast<std::int64_t>(made.split.calibration.size()),
                                        chosenSamples(samplesWithOutliers(made.graph), made.split.calibration), context);
    if (!statistics) qFatal("%s", statistics.error().text().c_str());
    made.statistics = std::move(statistics).value();
    return made;
}

} // namespace

class CalibrationSearchTest : public QObject {
    Q_OBJECT
private slots:
    void samplesAreSplitByOneRule_data() {
        QTest::addColumn<std::int64_t>("count");
        QTest::addColumn<std::size_t>("heldBack");
        for (const auto& [count, held] : {std::pair(2, 1), {7, 1}, {16, 4}, {64, 16}, {128, 16}, {1000, 16}})
            QTest::addRow("%d", count) << std::int64_t(count) << std::size_t(held);
    }
    void samplesAreSplitByOneRule() {
        QFETCH(std::int64_t, count);
        QFETCH(std::size_t, heldBack);
        const SampleSplit split = splitSamples(count);
        QCOMPARE(split.heldBack.size(), heldBack);
        std::vector<std::int64_t> all = split.calibration;
        all.insert(all.end(), split.heldBack.begin(), split.heldBack.end());
        std::ranges::sort(all);
        for (std::int64_t i = 0; i < count; ++i)
            QCOMPARE(all[static_cast<std::size_t>(i)], i);
        QCOMPARE(static_cast<std::int64_t>(all.size()), count);
    }
    void oneSampleDoesBoth() {
        QCOMPARE(splitSamples(1).calibration, std::vector<std::int64_t>{0});
        QCOMPARE(splitSamples(1).heldBack, std::vector<std::int64_t>{0});
    }

    void theBestOfAllIsTaken() {
        const Prepared made = prepared(kSmallNetwork, 24);
        JobContext context;
        const auto result = searchCalibration(made.input(), SearchKind::Default, context);
        VERIFY_OK(result);
        QVERIFY(result->rows.size() >= 8);
        QVERIFY(std::ranges::count_if(result->rows, &SearchRow::isMethod) >= 4);
        for (const SearchRow& row : result->rows)
            QVERIFY(!row.judgement.isBetterThan(result->best().judgement));
        QCOMPARE(result->heldBack, std::int64_t(6));
        QCOMPARE(result->calibrated, std::int64_t(18));
        QVERIFY(!result->isSameSample);
    }

    /// The figures of the table are those of the networks that recipes make, judged anew on the samples held back; where a row was left
    /// early, it is no more than that.
    void rowsAreWhatTheirRecipesGive_data() {
        QTest::addColumn<std::int64_t>("samples");
        QTest::newRow("few") << std::int64_t(16);
        QTest::newRow("left early") << std::int64_t(64);
    }
    void rowsAreWhatTheirRecipesGive() {
        QFETCH(std::int64_t, samples);
        const Prepared made = prepared(kSmallNetwork, samples);
        JobContext context({}, 2);
        const auto result = searchCalibration(made.input(), SearchKind::Mix, context);
        VERIFY_OK(result);
        const auto judge = OutputJudge::create(made.graph, static_cast<std::int64_t>(made.split.heldBack.size()),
                                               chosenSamples(samplesWithOutliers(made.graph), made.split.heldBack), context);
        VERIFY_OK(judge);
        const SearchInput input = made.input();
        RecipeRunner runner(input);
        for (const SearchRow& row : result->rows) {
            const auto outcome = runner.run(row.recipe, context);
            VERIFY_OK(outcome);
            const auto judgement = judge->judge(outcome->network, context);
            VERIFY_OK(judgement);
            QVERIFY(row.judgement.isWhole || !row.isMethod);
            if (row.judgement.isWhole)
                QCOMPARE(judgement->sqnrDb, row.judgement.sqnrDb);
            else
                QVERIFY(judgement->sqnrDb <= row.judgement.sqnrDb && row.judgement.sqnrDb < result->best().judgement.sqnrDb);
        }
        QCOMPARE(judge->judge(result->outcome->network, context)->sqnrDb, result->best().judgement.sqnrDb);
    }

    void judgingEndsWhereAllIsLost() {
        const Prepared made = prepared(kSmallNetwork, 64);
        JobContext context({}, 2);
        const SampleSource source = chosenSamples(samplesWithOutliers(made.graph), made.split.heldBack);
        const auto judge = OutputJudge::create(made.graph, 16, source, context);
        VERIFY_OK(judge);
        const SearchInput input = made.input();
        const auto outcome = RecipeRunner(input).run({}, context);
        VERIFY_OK(outcome);
        const auto whole = judge->judge(outcome->network, context), first = judge->judgeFirst(outcome->network, context);
        VERIFY_OK(whole);
        VERIFY_OK(first);
        QVERIFY(whole->isWhole && whole->samples == 16 && !first->isWhole && first->samples == OutputJudge::kFirstSamples);
        QVERIFY(first->sqnrDb >= whole->sqnrDb);
        QCOMPARE(first->firstDb, whole->firstDb);
        const auto hopeless = judge->judgeAgainst(whole->sqnrDb + 20, outcome->network, context);
        VERIFY_OK(hopeless);
        QVERIFY(!hopeless->isWhole && hopeless->sqnrDb >= whole->sqnrDb && hopeless->sqnrDb < whole->sqnrDb + 20);
        for (const double toBeat : {whole->sqnrDb, whole->sqnrDb - 1}) { // an equal may still have less noise in the mean
            const auto fair = judge->judgeAgainst(toBeat, outcome->network, context);
            VERIFY_OK(fair);
            QVERIFY(fair->isWhole && fair->sqnrDb == whole->sqnrDb && fair->noiseRatio == whole->noiseRatio);
        }
    }

    void mixIsNeverWorseThanDefault() {
        const Prepared made = prepared(kSmallNetwork, 16);
        JobContext context;
        const auto plain = searchCalibration(made.input(), SearchKind::Default, context);
        const auto mixed = searchCalibration(made.input(), SearchKind::Mix, context);
        VERIFY_OK(plain);
        VERIFY_OK(mixed);
        QVERIFY(!plain->best().judgement.isBetterThan(mixed->best().judgement));
        for (std::size_t i = 0; i < plain->rows.size(); ++i) // it goes on from there
            QVERIFY(mixed->rows[i].recipe == plain->rows[i].recipe);
    }

    void threadsDoNotMatter() {
        const Prepared made = prepared(kSmallNetwork, 16);
        JobContext one, four({}, 4);
        const auto first = searchCalibration(made.input(), SearchKind::Mix, one);
        const auto second = searchCalibration(made.input(), SearchKind::Mix, four);
        VERIFY_OK(first);
        VERIFY_OK(second);
        QCOMPARE(first->rows.size(), second->rows.size());
        QCOMPARE(first->chosen, second->chosen);
        for (std::size_t i = 0; i < first->rows.size(); ++i) {
            QVERIFY(first->rows[i].recipe == second->rows[i].recipe);
            QCOMPARE(first->rows[i].judgement.noiseRatio, second->rows[i].judgement.noiseRatio);
        }
    }

    void eachValueGetsItsLeastNoise() {
        const Prepared made = prepared(kSmallNetwork, 8);
        JobContext context;
        std::vector<QuantizedGraph> networks;
        for (const float factor : {1.0f, 0.02f}) {
            CalibrationTable table = made.statistics;
            chooseThresholds(table, {});
            for (auto& [name, range] : table.tensors)
                range.threshold *= factor; // nearly everything is clipped
            networks.push_back(quantizedOf(made.graph, table, {}, context));
        }
        const auto choices = chooseByTensor({&networks[0], &networks[1]}, 2, samplesWithOutliers(made.graph), context);
        VERIFY_OK(choices);
        QVERIFY(choices->size() >= 5);
        for (const TensorChoice& choice : *choices) {
            QCOMPARE(choice.best, std::size_t(0));
            QVERIFY(choice.noiseRatios[0] < choice.noiseRatios[1]);
        }
    }

    void wideNodesAreProposedUntilItIsEnough() {
        const Prepared made = prepared(kSmallNetwork, 16);
        JobContext context;
        const SearchInput input = made.input();
        const auto plain = searchCalibration(input, SearchKind::Default, context);
        VERIFY_OK(plain);
        const double wanted = plain->best().judgement.sqnrDb + 3;
        const auto proposal = proposePrecision(input, plain->best().recipe, wanted, context);
        VERIFY_OK(proposal);
        QVERIFY(proposal->isEnough && proposal->judgement.sqnrDb >= wanted);
        const auto named = static_cast<std::int64_t>(proposal->nodes.size() + proposal->floatNodes.size());
        QVERIFY(named > 0 && named < proposal->ofNodes);
    }

    /// What no integers reach; and the figure is that of the types which are named.
    void floatNodesAreProposedWhereInt16DoesNotSuffice() {
        const Prepared made = prepared(kSmallNetwork, 16);
        JobContext context;
        const SearchInput input = made.input();
        const CalibrationRecipe recipe;
        const auto proposal = proposePrecision(input, recipe, 120, context);
        VERIFY_OK(proposal);
        QVERIFY(proposal->isEnough && !proposal->floatNodes.empty());
        QuantizationOptions options = made.options;
        for (const std::string& node : proposal->nodes)
            for (const RulePart part : {RulePart::Computation, RulePart::Weights})
                options.rules.push_back({RuleScope::Node, node, DataType::Int16, "test", part});
        for (const std::string& node : proposal->floatNodes)
            options.rules.push_back({RuleScope::Node, node, DataType::Float, "test", RulePart::Computation});
        const SearchInput promoted{made.graph, made.statistics, options, input.source, made.split};
        const auto outcome = RecipeRunner(promoted).run(recipe, context);
        VERIFY_OK(outcome);
        const auto judge = OutputJudge::create(made.graph, 4, chosenSamples(input.source, made.split.heldBack), context);
        VERIFY_OK(judge);
        QCOMPARE(judge->judge(outcome->network, context)->sqnrDb, proposal->judgement.sqnrDb);
    }

    void recipesReadAsOptionsAreWritten() {
        CalibrationRecipe recipe;
        recipe.thresholds = {ThresholdMethod::Percentile, 0.999};
        QCOMPARE(toText(recipe), std::string("percentile 0.999"));
        recipe.biasCorrection = recipe.equalization = true;
        QCOMPARE(toText(recipe), std::string("percentile 0.999, equalization, bias_correction"));
    }

    /// Figures of R. G. Newcombe, Statistics in Medicine 17 (1998) 2635, table II, method 10, and of Wilson's formula by hand.
    void intervalsOfPairedShares() {
        const ShareInterval wilson = wilsonInterval(10, 100);
        QVERIFY(std::fabs(wilson.low - 0.0552) < 5e-4 && std::fabs(wilson.high - 0.1744) < 5e-4);
        const ShareInterval same = netLossInterval({80, 0, 0, 20});
        QCOMPARE(same.value, 0.0);
        QVERIFY(same.low <= 0 && same.high >= 0 && same.high < 0.05);
        const ShareInterval worse = netLossInterval({70, 15, 1, 14});
        QVERIFY(worse.low > 0 && worse.value == 0.14 && worse.high < 0.25);
        const ShareInterval mirrored = netLossInterval({70, 1, 15, 14});
        QVERIFY(std::fabs(worse.low + mirrored.high) < 1e-12 && std::fabs(worse.high + mirrored.low) < 1e-12);
        QCOMPARE(netLossInterval({}).high, 1.0);
    }
};

LATHE_TEST(CalibrationSearchTest)
#include "calibration_search_test.moc"
