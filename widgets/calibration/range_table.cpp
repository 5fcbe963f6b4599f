#include "widgets/calibration/calibration_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/format/number_format.h"

namespace lathe {
namespace {

Column<RangeRow> numeric(const QString& title, std::function<double(const RangeRow&)> value, std::function<QString(double)> format,
                         const QString& tip) {
    Column<RangeRow> column;
    column.title = title;
    column.tip = tip;
    column.isNumber = true;
    column.text = [value, format](const RangeRow& r) { return format(value(r)); };
    column.sortKey = [value](const RangeRow& r) { return QVariant(value(r)); };
    return column;
}

/// Of the node that makes a value, and of those whose results take the value's range because Relu and Clip alone read them.
QStringList lineageOfRange(const Graph& graph, ValueId value) {
    QStringList lineage;
    for (NodeId maker = graph.value(value).producer; maker.isValid(); maker = graph.value(value).producer) {
        lineage += lineageOf(graph.node(maker));
        if (graph.node(maker).inputs.empty()) break;
        value = graph.node(maker).input(0);
        if (!value.isValid() || !isBoundedByReader(graph, value)) break;
    }
    return lineage;
}

} // namespace

std::vector<RangeRow> rangeRows(const CalibrationTable& table, const Graph& graph) {
    std::vector<RangeRow> rows;
    const auto add = [&](ValueId id, const QStringList& lineage) {
        const auto found = table.tensors.find(graph.value(id).name);
        if (found != table.tensors.end()) rows.push_back({qs(found->first), found->second, lineage});
    };
    for (const ValueId id : graph.inputs())
        add(id, {});
    for (const NodeId id : graph.topologicalOrder())
        for (const ValueId output : graph.node(id).outputs)
            if (output.isValid()) add(output, lineageOfRange(graph, output));
    return rows;
}

std::vector<Column<RangeRow>> rangeColumns() {
    const auto number = [](double v) { return significant(v, 4); };
    std::vector<Column<RangeRow>> columns;
    columns.push_back({CalibrationPage::tr("Tensor"), [](const RangeRow& r) { return r.tensor; }});
    columns.back().isName = true;
    columns.push_back(numeric(
        CalibrationPage::tr("Minimum"), [](const RangeRow& r) { return static_cast<double>(r.range.statistics.min); }, number,
        CalibrationPage::tr("Smallest value of the float network over all samples, in the unit of the tensor")));
    columns.push_back(numeric(
        CalibrationPage::tr("Maximum"), [](const RangeRow& r) { return static_cast<double>(r.range.statistics.max); }, number,
        CalibrationPage::tr("Largest value of the float network over all samples, in the unit of the tensor")));
    columns.push_back(numeric(
        CalibrationPage::tr("Threshold"), [](const RangeRow& r) { return static_cast<double>(r.range.threshold); }, number,
        CalibrationPage::tr(
            "Values beyond ± threshold are clipped: the scale is threshold ÷ 127 for int8. Chosen from the histogram by the "
            "method of calibration_type")));
    columns.push_back(numeric(
        CalibrationPage::tr("Clipped"), [](const RangeRow& r) { return r.range.clippedShare; },
        [](double v) { return v > 0 ? formatPercent(v) : u"0 %"_s; },
        CalibrationPage::tr("Elements with |x| beyond the threshold ÷ elements seen")));
    columns.push_back(numeric(
        CalibrationPage::tr("Elements"), [](const RangeRow& r) { return static_cast<double>(r.range.statistics.count); },
        [](double v) { return formatCount(v); }, CalibrationPage::tr("Elements of the tensor × samples")));
    columns.push_back(numeric(
        CalibrationPage::tr("NaN, Inf"), [](const RangeRow& r) { return static_cast<double>(r.range.statistics.nonFinite); },
        [](double v) { return v > 0 ? formatCount(v) : QString(); },
        CalibrationPage::tr("Elements that were no numbers; they are left out of range and histogram")));
    return columns;
}

} // namespace lathe
