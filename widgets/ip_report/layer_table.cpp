#include "widgets/ip_report/layer_table.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

namespace lathe {
namespace {

double traffic(const LayerEvaluation& layer) {
    return static_cast<double>(layer.ddrReadBytes + layer.ddrWriteBytes);
}

Column<LayerRow> numeric(const QString& title, std::function<double(const LayerRow&)> value, std::function<QString(double)> format,
                         const QString& tip = {}) {
    Column<LayerRow> column;
    column.title = title;
    column.text = [value, format](const LayerRow& r) { return format(value(r)); };
    column.sortKey = [value](const LayerRow& r) { return QVariant(value(r)); };
    column.isNumber = true;
    column.tip = tip;
    return column;
}

} // namespace

Token boundToken(Bound bound) {
    constexpr std::array tokens{Token::Compute, Token::Memory, Token::Host, Token::Overhead};
    return tokens[static_cast<std::size_t>(bound)];
}

std::vector<LayerRow> layerRows(const Evaluation& evaluation) {
    double longest = 0, most = 0, macs = 0;
    for (const LayerEvaluation& layer : evaluation.layers) {
        longest = std::max(longest, layer.latency);
        most = std::max(most, traffic(layer));
        macs = std::max(macs, static_cast<double>(layer.macs));
    }
    const auto share = [](double value, double of) { return of > 0 ? value / of : 0; };
    std::vector<LayerRow> rows;
    for (const LayerEvaluation& layer : evaluation.layers)
        rows.push_back({static_cast<int>(rows.size()) + 1, layer, share(layer.latency, longest), share(traffic(layer), most),
                        share(static_cast<double>(layer.macs), macs)});
    return rows;
}

std::vector<Column<LayerRow>> layerColumns(const Theme& theme) {
    const auto count = [](double v) { return v > 0 ? formatCount(v) : QString(); };
    const auto bytes = [](double v) { return v > 0 ? formatBytes(v) : QString(); };
    std::vector<Column<LayerRow>> columns;
    columns.push_back({LayerTable::tr("#"), [](const LayerRow& r) { return QString::number(r.index); },
                       [](const LayerRow& r) { return QVariant(r.index); }, true});
    columns.back().tip = LayerTable::tr("Place in the order of execution");
    columns.push_back({LayerTable::tr("Layer"), [](const LayerRow& r) { return qs(r.layer.name); }});
    columns.back().isName = true;
    columns.push_back({LayerTable::tr("Operators"), [](const LayerRow& r) { return qs(r.layer.ops).join(u" + "_s); }});
    columns.push_back({LayerTable::tr("Bound by"), [](const LayerRow& r) { return qs(toName(r.layer.bound)); }});
    columns.back().tip = LayerTable::tr("What takes longest: MAC and vector engines, transfers, the host, or starting the layer");
    columns.back().badge = [&theme](const LayerRow& r) { return theme.color(boundToken(r.layer.bound)); };
    columns.push_back(numeric(
        LayerTable::tr("Latency"), [](const LayerRow& r) { return r.layer.latency; }, formatTime,
        LayerTable::tr("Wall time that the layer adds, as simulated: its end minus the end of the layers before")));
    columns.back().bar = [](const LayerRow& r) { return r.latencyShare; };
    columns.push_back(numeric(
        LayerTable::tr("Utilization"), [](const LayerRow& r) { return r.layer.utilization; },
        [](double v) { return v > 0 ? formatPercent(v) : QString(); },
        LayerTable::tr("MACs ÷ (macs_per_cycle × clock_mhz × latency of the layer), at most 100 %")));
    columns.back().bar = [](const LayerRow& r) { return r.layer.utilization; };
    columns.push_back(numeric(
        LayerTable::tr("MAC"), [](const LayerRow& r) { return static_cast<double>(r.layer.macs); }, count,
        LayerTable::tr("Multiply-accumulates, counted from the shapes of the layer")));
    columns.back().bar = [](const LayerRow& r) { return r.macShare; };
    columns.push_back(numeric(
        LayerTable::tr("DDR read"), [](const LayerRow& r) { return static_cast<double>(r.layer.ddrReadBytes); }, bytes,
        LayerTable::tr("Activations and weights that the program's transfers read through DDR")));
    columns.back().bar = [](const LayerRow& r) { return r.trafficShare; };
    columns.push_back(numeric(
        LayerTable::tr("DDR written"), [](const LayerRow& r) { return static_cast<double>(r.layer.ddrWriteBytes); }, bytes,
        LayerTable::tr("Activations that the program's transfers write through DDR")));
    columns.push_back(numeric(
        LayerTable::tr("Cycles"), [](const LayerRow& r) { return static_cast<double>(r.layer.cycles); },
        [](double v) { return formatInteger(static_cast<std::int64_t>(v)); },
        LayerTable::tr("(end − start of the layer) × clock_mhz of the device")));
    columns.push_back({LayerTable::tr("Runs on"), [](const LayerRow& r) { return qs(toName(r.layer.engine)); }});
    columns.push_back({LayerTable::tr("Why"), [](const LayerRow& r) { return qs(r.layer.reason); }});
    return columns;
}

LayerTable::LayerTable(const Services& services, QWidget* parent)
    : LayerTable(
          services,
          std::make_unique<ColumnModel<LayerRow>>(layerColumns(services.theme), [](const LayerRow& r) { return qs(r.layer.sourceNodes); }),
          parent) {}

LayerTable::LayerTable(const Services& services, std::unique_ptr<ColumnModel<LayerRow>> model, QWidget* parent)
    : DataTable(services, model.get(), parent), m_model(std::move(model)) {
    setObjectName(u"layerTable"_s);
    setAccessibleName(tr("Layers"));
    setStretchColumn(1);
    setEmptyText(tr("Build (F7) to see every layer with its time, utilization and traffic"));
    ProjectDocument* document = &services.document;
    connect(document, &ProjectDocument::resultChanged, this, [this, document] {
        const auto& evaluation = document->result().evaluation;
        m_model->setRows(evaluation ? layerRows(*evaluation) : std::vector<LayerRow>{});
    });
}

} // namespace lathe
