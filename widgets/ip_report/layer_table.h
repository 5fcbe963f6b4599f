#pragma once

#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"
#include "widgets/theme/theme.h"

#include "core/analysis/evaluation.h"

namespace lathe {

struct LayerRow {
    int index = 0;
    LayerEvaluation layer;
    double latencyShare = 0, trafficShare = 0, macShare = 0; ///< of the largest layer
};

std::vector<LayerRow> layerRows(const Evaluation& evaluation);
std::vector<Column<LayerRow>> layerColumns(const Theme& theme);
Token boundToken(Bound bound);

/// The per-layer table of the IP evaluation, linked to the selection.
class LayerTable : public DataTable {
    Q_OBJECT
public:
    explicit LayerTable(const Services& services, QWidget* parent = nullptr);

private:
    LayerTable(const Services& services, std::unique_ptr<ColumnModel<LayerRow>> model, QWidget* parent);

    std::unique_ptr<ColumnModel<LayerRow>> m_model;
};

} // namespace lathe
