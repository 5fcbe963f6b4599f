#include "core/analysis/promotion.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

using namespace lathe;

namespace {

const std::vector<PromotionCandidate> kCandidates{
    {"slow", 0.5, 10e-6}, {"good", 0.2, 1e-6}, {"free", 0.01, 0}, {"worse", -0.1, 1e-6}, {"none", 0, 0}};

/// A device whose noise and latency are the sums of the candidates'.
PromotionRun sums(double whole) {
    return [whole](const std::vector<std::string>& nodes) -> Result<PromotionPoint> {
        PromotionPoint point{nodes, 100e-6, {}};
        double noise = whole;
        for (const std::string& node : nodes)
            for (const PromotionCandidate& candidate : kCandidates)
                if (candidate.node == node) {
                    noise -= candidate.noiseRemoved;
                    point.latency += candidate.latencyAdded;
                }
        point.accuracy.outputs.emplace_back();
        point.accuracy.outputs[0].sqnrDb = decibels(noise);
        return point;
    };
}

} // namespace

class PromotionTest : public QObject {
    Q_OBJECT
private slots:
    void mostNoiseForTheLatencyFirst() {
        std::vector<std::string> names;
        for (const PromotionCandidate& candidate : greedyOrder(kCandidates))
            names.push_back(candidate.node);
        QCOMPARE(names, (std::vector<std::string>{"free", "good", "slow"})); // what does not help is left out
    }

    void sizesGrowFromNothingToAll() {
        std::vector<PromotionCandidate> many(50);
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i] = {"n" + std::to_string(i), 1.0 / static_cast<double>(1 + i * i), 1e-6};
        for (const std::size_t points : {2u, 5u, 8u, 100u}) {
            const auto sizes = promotionSizes(many, 3, points);
            QVERIFY(sizes.size() <= points);
            QCOMPARE(sizes.front(), std::size_t(0));
            QCOMPARE(sizes.back(), many.size());
            QVERIFY(std::ranges::is_sorted(sizes, std::less_equal()));
        }
        QCOMPARE(promotionSizes({}, 1, 8), std::vector<std::size_t>{0});
    }

    void everyPointIsRun() {
        JobContext context;
        const auto result = measurePromotion(kCandidates, 1, sums(1), {}, context);
        VERIFY_OK(result);
        QCOMPARE(result->curve.front().nodes.size(), std::size_t(0));
        QCOMPARE(result->curve.back().nodes, (std::vector<std::string>{"free", "good", "slow"}));
        for (std::size_t i = 1; i < result->curve.size(); ++i) {
            QVERIFY(result->curve[i].sqnrDb() > result->curve[i - 1].sqnrDb());
            QVERIFY(result->curve[i].latency >= result->curve[i - 1].latency);
        }
        const auto json = nlohmann::json::parse(toJson(*result));
        QCOMPARE(json["schema"].get<std::string>(), std::string("lathe.promotion/1"));
        QCOMPARE(json["curve"].back()["nodes"].size(), std::size_t(3));
    }

    void theCurveEndsWhereItIsAskedTo() {
        JobContext context;
        PromotionOptions accurate;
        accurate.stopAtSqnrDb = 0.9;
        QCOMPARE(measurePromotion(kCandidates, 1, sums(1), accurate, context)->curve.back().nodes.size(), std::size_t(2));
        PromotionOptions fast;
        fast.maxLatency = 50e-6;
        QCOMPARE(measurePromotion(kCandidates, 1, sums(1), fast, context)->curve.size(), std::size_t(1));
    }

    void anErrorOfAPointEndsTheCurve() {
        JobContext context;
        const auto fails = [](const std::vector<std::string>&) -> Result<PromotionPoint> { return Error::unsupported("no", "n"); };
        QCOMPARE(measurePromotion(kCandidates, 1, fails, {}, context).error().kind, ErrorKind::Unsupported);
    }
};

LATHE_TEST(PromotionTest)
#include "promotion_test.moc"
