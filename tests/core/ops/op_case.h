#pragma once

#include "core/graph/text_format.h"
#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "tests/support/test_main.h"

#include <cmath>

namespace lathe::test {

/// A graph of constants whose outputs have the contents of the constants "expected", "expected1" …
struct OpCase {
    const char* name;
    const char* text;
};

/// Registers the rows of a data-driven test.
template <std::size_t N>
void addCases(const OpCase (&cases)[N]) {
    QTest::addColumn<QString>("text");
    for (const OpCase& one : cases)
        QTest::newRow(one.name) << QString::fromUtf8(one.text);
}

/// Empty when equal: types and dimensions exactly, elements within 1e-6 of their size (integers and strings exactly, NaN
/// equals NaN).
inline QString difference(const Tensor& actual, const Tensor& expected) {
    if (actual.type() != expected.type() || actual.dims() != expected.dims())
        return QString("%1 %2, expected %3 %4")
            .arg(toName(actual.type()).data(), toText(actual.dims()).c_str(), toName(expected.type()).data(),
                 toText(expected.dims()).c_str());
    if (actual.type() == DataType::String) {
        for (std::size_t i = 0; i < actual.strings().size(); ++i)
            if (actual.strings()[i] != expected.strings()[i])
                return QString("element %1 is '%2', expected '%3'").arg(i).arg(actual.strings()[i].c_str(), expected.strings()[i].c_str());
        return {};
    }
    const std::vector<double> a = actual.toDoubles(), b = expected.toDoubles();
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool isSame = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])) ||
                            (isFloatingPoint(actual.type()) && std::abs(a[i] - b[i]) <= 1e-6 * std::max(1.0, std::abs(b[i])));
        if (!isSame) return QString("element %1 is %2, expected %3").arg(i).arg(a[i], 0, 'g', 10).arg(b[i], 0, 'g', 10);
    }
    return {};
}

/// Evaluates the case and infers it: contents, and the inferred type and shape, must be those expected.
inline void runCase(const QString& text) {
    auto parsed = parseGraph(text.toStdString());
    VERIFY_OK(parsed);
    Graph graph = *parsed;
    JobContext job;
    const auto outputs = evaluateGraph(graph, {}, job);
    VERIFY_OK(outputs);
    VERIFY_OK(inferShapes(graph, job));
    for (std::size_t i = 0; i < outputs->size(); ++i) {
        const ValueId expected = graph.findValue(i == 0 ? std::string("expected") : "expected" + std::to_string(i));
        QVERIFY2(graph.isConstant(expected), "the case names no expected contents");
        const QString wrong = difference((*outputs)[i], *graph.constantOf(expected));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        const Value& inferred = graph.value(graph.outputs()[i]);
        QCOMPARE(inferred.type, (*outputs)[i].type());
        QVERIFY(inferred.shape.has_value());
        QCOMPARE(toText(*inferred.shape), toText((*outputs)[i].dims()));
    }
}

} // namespace lathe::test
