#include "widgets/accuracy/accuracy_page.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include <QFileInfo>

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

bool isWorse(const TensorError& a, const TensorError& b, ErrorMetric metric) {
    const bool lowIsBad = metric == ErrorMetric::Cosine || metric == ErrorMetric::Sqnr;
    return lowIsBad ? valueOf(a, metric) < valueOf(b, metric) : valueOf(a, metric) > valueOf(b, metric);
}

std::vector<Column<ErrorRow>> errorColumns() {
    const auto numeric = [](const QString& title, ErrorMetric metric, std::function<QString(double)> format) {
        Column<ErrorRow> column;
        column.title = title;
        column.isNumber = true;
        column.text = [metric, format](const ErrorRow& r) { return format(valueOf(r.error, metric)); };
        column.sortKey = [metric](const ErrorRow& r) { return QVariant(valueOf(r.error, metric)); };
        return column;
    };
    const auto plain = [](double v) { return v == 0 ? u"0"_s : QString::number(v, 'g', 3); };
    std::vector<Column<ErrorRow>> columns;
    columns.push_back({AccuracyPage::tr("#"), [](const ErrorRow& r) { return QString::number(r.index); },
                       [](const ErrorRow& r) { return QVariant(r.index); }, true});
    columns.push_back({AccuracyPage::tr("Node"), [](const ErrorRow& r) { return qs(r.error.node); }});
    columns.push_back(numeric(AccuracyPage::tr("Cosine"), ErrorMetric::Cosine, [](double v) { return QString::number(v, 'f', 5); }));
    columns.push_back(
        numeric(AccuracyPage::tr("SQNR (dB)"), ErrorMetric::Sqnr, [](double v) { return v >= 200 ? u"∞"_s : significant(v); }));
    columns.push_back(numeric(AccuracyPage::tr("MSE"), ErrorMetric::Mse, plain));
    columns.push_back(numeric(AccuracyPage::tr("Largest error"), ErrorMetric::MaxError, plain));
    columns.push_back({AccuracyPage::tr("Tensor"), [](const ErrorRow& r) { return qs(r.error.name); }});
    return columns;
}

std::vector<Column<SampleResult>> sampleColumns() {
    const auto index = [](std::int64_t v) { return v < 0 ? u"–"_s : QString::number(v); };
    std::vector<Column<SampleResult>> columns;
    columns.push_back({AccuracyPage::tr("Sample"), [](const SampleResult& r) { return QFileInfo(qs(r.file)).fileName(); }});
    columns.push_back({AccuracyPage::tr("Label"), [index](const SampleResult& r) { return index(r.label); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.label)); }, true});
    columns.push_back({AccuracyPage::tr("Float"), [index](const SampleResult& r) { return index(r.floatTop1); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.floatTop1)); }, true});
    columns.push_back({AccuracyPage::tr("Quantized"), [index](const SampleResult& r) { return index(r.quantizedTop1); },
                       [](const SampleResult& r) { return QVariant(static_cast<qlonglong>(r.quantizedTop1)); }, true});
    columns.push_back({AccuracyPage::tr("Top-1"), [](const SampleResult& r) {
                           return r.floatTop1 == r.quantizedTop1 ? AccuracyPage::tr("same") : AccuracyPage::tr("differs");
                       }});
    columns.push_back({AccuracyPage::tr("Cosine"), [](const SampleResult& r) { return QString::number(r.cosine, 'f', 5); },
                       [](const SampleResult& r) { return QVariant(r.cosine); }, true});
    return columns;
}

} // namespace lathe
