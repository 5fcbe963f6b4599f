#include "widgets/accuracy/accuracy_page.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include <QFileInfo>

#include <array>

namespace lathe {

double valueOf(const TensorError& error, ErrorMetric metric) {
    switch (metric) {
    case ErrorMetric::Cosine:
        return error.cosine;
    case ErrorMetric::Sqnr:
        return error.sqnrDb;
    case ErrorMetric::Mse:
        return error.mse;
    case ErrorMetric::MaxError:
        return error.maxAbsError;
    }
    return 0;
}

QString formulaOf(ErrorMetric metric) {
    static constexpr std::array formulas{
        QT_TRANSLATE_NOOP(
            "lathe::AccuracyPage",
            "Σ float·quantized ÷ √(Σ float² · Σ quantized²) over all elements and samples; 1 is equal. Measured, not estimated"),
        QT_TRANSLATE_NOOP("lathe::AccuracyPage",
                          "10 · log10(Σ float² ÷ Σ (float − quantized)²) in dB over all elements and samples; more is better. Measured"),
        QT_TRANSLATE_NOOP("lathe::AccuracyPage",
                          "Mean of (float − quantized)² over all elements and samples, in the squared unit of the tensor. Measured"),
        QT_TRANSLATE_NOOP("lathe::AccuracyPage",
                          "Largest |float − quantized| over all elements and samples, in the unit of the tensor. Measured"),
    };
    return AccuracyPage::tr(formulas[static_cast<std::size_t>(metric)]);
}

bool isWorse(const TensorError& a, const TensorError& b, ErrorMetric metric) {
    const bool lowIsBad = metric == ErrorMetric::Cosine || metric == ErrorMetric::Sqnr;
    return lowIsBad ? valueOf(a, metric) < valueOf(b, metric) : valueOf(a, metric) > valueOf(b, metric);
}

std::vector<Column<ErrorRow>> errorColumns() {
    const auto numeric = [](const QString& title, ErrorMetric metric, std::function<QString(double)> format, const QString& tip) {
        Column<ErrorRow> column;
        column.title = title;
        column.tip = tip;
        column.isNumber = true;
        column.text = [metric, format](const ErrorRow& r) { return format(valueOf(r.error, metric)); };
        column.sortKey = [metric](const ErrorRow& r) { return QVariant(valueOf(r.error, metric)); };
        return column;
    };
    const auto plain = [](double v) { return v == 0 ? u"0"_s : QString::number(v, 'g', 3); };
    std::vector<Column<ErrorRow>> columns;
    columns.push_back({AccuracyPage::tr("#"), [](const ErrorRow& r) { return QString::number(r.index); },
                       [](const ErrorRow& r) { return QVariant(r.index); }, true});
    columns.back().tip = AccuracyPage::tr("Place in the order of execution, as on the chart's axis");
    columns.push_back({AccuracyPage::tr("Node"), [](const ErrorRow& r) { return qs(r.error.node); }});
    columns.back().isName = true;
    columns.push_back(numeric(
        AccuracyPage::tr("Cosine"), ErrorMetric::Cosine, [](double v) { return QString::number(v, 'f', 5); },
        formulaOf(ErrorMetric::Cosine)));
    columns.push_back(numeric(
        AccuracyPage::tr("SQNR (dB)"), ErrorMetric::Sqnr, [](double v) { return v >= 200 ? u"∞"_s : significant(v); },
        formulaOf(ErrorMetric::Sqnr)));
    columns.push_back(numeric(AccuracyPage::tr("MSE"), ErrorMetric::Mse, plain, formulaOf(ErrorMetric::Mse)));
    columns.push_back(numeric(AccuracyPage::tr("Largest error"), ErrorMetric::MaxError, plain, formulaOf(ErrorMetric::MaxError)));
    columns.push_back({AccuracyPage::tr("Tensor"), [](const ErrorRow& r) { return qs(r.error.name); }});
    columns.back().isName = true;
    return columns;
}

std::vector<Column<SampleResult>> sampleColumns() {
    const auto index = [](std::int64_t v) { return v < 0 ? u"–"_s : QString::number(v); };
    std::vector<Column<SampleResult>> columns;
    columns.push_back({AccuracyPage::tr("Sample"), [](const SampleResult& r) { return QFileInfo(qs(r.file)).fileName(); }});
    columns.push_back({AccuracyPage::tr("Label"), [index](const SampleResult& r) { return index(r.label); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.label)); }, true});
    columns.back().tip = AccuracyPage::tr("Right class by eval_label_file; – without one");
    columns.push_back({AccuracyPage::tr("Float"), [index](const SampleResult& r) { return index(r.floatTop1); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.floatTop1)); }, true});
    columns.back().tip = AccuracyPage::tr("Index of the largest element of the first output, float network");
    columns.push_back({AccuracyPage::tr("Quantized"), [index](const SampleResult& r) { return index(r.quantizedTop1); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.quantizedTop1)); }, true});
    columns.back().tip = AccuracyPage::tr("Index of the largest element of the first output, quantized program");
    columns.push_back({AccuracyPage::tr("Top-1"), [](const SampleResult& r) {
                           return r.floatTop1 == r.quantizedTop1 ? AccuracyPage::tr("same") : AccuracyPage::tr("differs");
                       }});
    columns.push_back({AccuracyPage::tr("Cosine"), [](const SampleResult& r) { return QString::number(r.cosine, 'f', 5); },
                       [](const SampleResult& r) { return QVariant(r.cosine); }, true});
    columns.back().tip = AccuracyPage::tr("Cosine similarity of the first output on this sample, float and quantized");
    return columns;
}

} // namespace lathe
