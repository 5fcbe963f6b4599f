#include "core/passes/pipelines.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <set>

using namespace lathe;

namespace {

std::vector<std::string> namesOf(std::string_view pipeline) {
    std::vector<std::string> names;
    if (const auto passes = passesOf(pipeline))
        for (const PassRow* pass : *passes)
            names.emplace_back(pass->name);
    return names;
}

std::ptrdiff_t placeOf(const std::vector<std::string>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : found - names.begin();
}

} // namespace

class PipelinesTest : public QObject {
    Q_OBJECT
private slots:
    void everyPipelineKeepsTheOrder() {
        for (const PipelineRow& row : pipelineTable()) {
            const auto names = namesOf(row.name);
            QVERIFY2(!names.empty(), row.name.data());
            QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), names.size());
            for (const PassOrder& order : passOrder()) {
                QVERIFY2(findPass(order.before) && findPass(order.after) && !order.reason.empty(), order.before.data());
                const auto before = placeOf(names, order.before), after = placeOf(names, order.after);
                QVERIFY2(before < 0 || after < 0 || before < after, (std::string(order.before) + " / " + std::string(order.after)).c_str());
            }
        }
    }

    void oppositesExcludeEachOther() {
        for (const auto& [one, other] : oppositePasses()) {
            QVERIFY2(findPass(one) && findPass(other), one.data());
            for (const PipelineRow& row : pipelineTable()) {
                const auto names = namesOf(row.name);
                QVERIFY2(placeOf(names, one) < 0 || placeOf(names, other) < 0, (std::string(row.name) + ": " + std::string(one)).c_str());
                const std::vector<const PassRow*> asked{findPass(one)};
                const auto passes = passesOf(row.name, asked);
                VERIFY_OK(passes);
                QVERIFY(std::ranges::find(*passes, asked.front()) != passes->end());
                QVERIFY(std::ranges::find(*passes, findPass(other)) == passes->end());
            }
            const std::vector<const PassRow*> both{findPass(one), findPass(other)};
            const auto refused = passesOf("default", both);
            QVERIFY2(!refused.isOk() && refused.error().kind == ErrorKind::Usage, one.data());
        }
    }

    void everyPassExplainsItself() {
        std::set<std::string_view> names;
        for (const PassRow& row : passTable()) {
            QVERIFY2(names.insert(row.name).second, row.name.data());
            QVERIFY2(row.summary.ends_with('.') && row.mustNot.ends_with('.'), row.name.data());
        }
    }

    void levelsContainEachOther() {
        const auto o0 = namesOf("O0"), o1 = namesOf("O1"), o2 = namesOf("O2");
        QVERIFY(o0.size() < o1.size() && o1.size() <= o2.size());
        for (const std::string& name : o0)
            QVERIFY(placeOf(o1, name) >= 0);
        for (const std::string& name : o1)
            QVERIFY(placeOf(o2, name) >= 0);
        QCOMPARE(namesOf("default"), o2);
        for (const std::string& name : namesOf("safe"))
            QVERIFY(findPass(name)->outputs == Outputs::Bitwise && placeOf(o2, name) >= 0);
    }

    void namesOfOnnxOptimizerAreUnderstood() {
        const auto pad = resolvePassName("eliminate_nop_pad");
        VERIFY_OK(pad);
        QCOMPARE(pad->size(), std::size_t(1));
        QCOMPARE(std::string((*pad)[0]->name), std::string("remove-noop-pad"));
        VERIFY_OK(resolvePassName("split_init"));
        const auto wrong = resolvePassName("remove-noop-pads");
        QVERIFY(!wrong.isOk());
        QVERIFY(wrong.error().remedy.find("remove-noop-pad") != std::string::npos);
        QVERIFY(!passesOf("O3").isOk());
    }
};

LATHE_TEST(PipelinesTest)
#include "pipelines_test.moc"
