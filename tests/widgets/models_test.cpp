#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/accuracy/accuracy_page.h"
#include "widgets/calibration/calibration_page.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_page.h"
#include "widgets/ip_report/layer_table.h"
#include "widgets/log/log_model.h"
#include "widgets/main_window/bottom_panel.h"
#include "widgets/main_window/main_window.h"
#include "widgets/precision/precision_page.h"
#include "widgets/profiler/profiler_page.h"
#include "widgets/properties/node_table.h"
#include "widgets/tables/bar_delegate.h"
#include "widgets/targets/targets_page.h"

#include "widgets/format/number_format.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QSignalSpy>

using namespace lathe;
using test::Workbench;

namespace {

template <class Row>
void exercise(std::vector<Column<Row>> columns, std::vector<Row> rows, bool explained = true) {
    ColumnModel<Row> model(std::move(columns), nullptr);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(rows);
    QCOMPARE(model.rowCount(), static_cast<int>(rows.size()));
    for (int column = 0; column < model.columnCount(); ++column) {
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        const auto alignment = static_cast<Qt::Alignment>(model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex cell = model.index(row, column);
            QVERIFY(cell.data(SortRole).isValid());
            if (!alignment.testFlag(Qt::AlignRight)) continue;
            // Numbers sort as numbers and say what they are.
            QVERIFY2(cell.data(SortRole).typeId() != QMetaType::QString, qPrintable(cell.data().toString()));
            const QString title = model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), shown = cell.data().toString();
            QVERIFY2(shown.isEmpty() || !explained || cell.data(Qt::ToolTipRole).toString() != shown, qPrintable(title));
        }
    }
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

} // namespace

class ModelsTest : public QObject {
    Q_OBJECT
private slots:
    void longNamesKeepWhatTellsThemApart_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("kept");
        QTest::newRow("number of the block") << u"expanded_conv_16/depthwise/Relu6_conv_relu6"_s << QStringList{u"16/"_s, u"lu6"_s};
        QTest::newRow("one part") << u"a_very_long_name_without_any_separator_at_all_7"_s << QStringList{u"a_v"_s, u"_7"_s};
        QTest::newRow("fits") << u"conv/1"_s << QStringList{u"conv/1"_s};
    }
    void longNamesKeepWhatTellsThemApart() {
        QFETCH(QString, name);
        QFETCH(QStringList, kept);
        const QFontMetrics metrics{QFont()};
        const int width = metrics.horizontalAdvance(u'0') * 26;
        const QString made = elidedName(name, metrics, width);
        QVERIFY(metrics.horizontalAdvance(made) <= width);
        for (const QString& part : std::as_const(kept))
            QVERIFY2(made.contains(part), qPrintable(made));
    }

    void everyTableIsASoundModel() {
        Workbench bench;
        bench.open();
        bench.build();
        const BuildResult& result = bench.document.result();
        exercise(nodeColumns(bench.theme), nodeRows(*bench.document.original()), false);
        exercise(layerColumns(bench.theme), layerRows(*result.evaluation));
        exercise(errorColumns(), std::vector<ErrorRow>{{1, result.comparison->layers[0]}});
        exercise(sampleColumns(), result.comparison->perSample);
        exercise(rangeColumns(), rangeRows(*result.calibration, *result.optimised));
        exercise(targetColumns(), targetRows(bench.document));
        exercise(figureColumns(bench.theme), bench.document.targets().front().figures());
        exercise(problemColumns(bench.theme),
                 std::vector<Diagnostic>{{Severity::Error, "X", "wrong", "conv1", {"a.yaml", 3, 1}, "mend it"}});
        exercise(jobColumns(), std::vector<JobInfo>{{1, u"Build"_s, u"compiling"_s, 0.5, false}}, false);
    }

    void tablesSortByNumberAndCopyAsTsv() {
        Workbench bench;
        std::vector<Column<double>> columns(2);
        columns[0] = {u"Name"_s, [](const double& v) { return v > 500 ? u"large\tone"_s : u"small"_s; }};
        columns[1] = {u"Bytes"_s, [](const double& v) { return formatBytes(v); }, [](const double& v) { return QVariant(v); }, true};
        ColumnModel<double> model(columns, nullptr);
        DataTable table(bench.services, &model);
        model.setRows({2048, 900, 3});
        table.sortByColumn(1, Qt::AscendingOrder);
        QCOMPARE(table.selectionAsTsv(), u"Name\tBytes\nsmall\t3.00 B\nlarge one\t900 B\nlarge one\t2.00 KiB"_s);
        table.selectRow(1);
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"Name\tBytes\nlarge one\t900 B"_s);
    }

    void theLogForgetsItsOldestLines() {
        LogModel model;
        for (int i = 0; i < 5003; ++i)
            model.append({QTime(1, 2), 2, QString::number(i)});
        QCOMPARE(model.rowCount(), 5000);
        QCOMPARE(model.index(0, 2).data().toString(), u"3"_s);
    }

    void precisionIsEditedInPlace() {
        Workbench bench;
        bench.open();
        PrecisionModel model(bench.document, bench.theme);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(precisionRows(bench.document));
        QVERIFY(model.setData(model.index(0, PrecisionModel::kConfiguredColumn), u"int16"_s, Qt::EditRole));
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Int16));
        QVERIFY(!model.setData(model.index(0, 0), u"int16"_s, Qt::EditRole));
        QVERIFY(model.setData(model.index(0, PrecisionModel::kConfiguredColumn), u"float16"_s, Qt::EditRole));
        QCOMPARE(bench.document.configuredPrecision(u"conv1"_s), std::optional(Precision::Float16));
    }

    void rowsTellWhatBecameOfEachNode() {
        Workbench bench;
        bench.open();
        QVERIFY(!precisionRows(bench.document)[0].effective);
        bench.build();
        const std::vector<PrecisionRow> rows = precisionRows(bench.document);
        QCOMPARE(rows[0].effective, std::optional(Precision::Int8));
        QCOMPARE(rows[0].reason, u"default of the device"_s);
        QCOMPARE(rows[0].cosine, 0.999);
        QCOMPARE(layerRows(*bench.document.result().evaluation)[1].latencyShare, 0.25);
    }

    void selectingAnywhereSelectsEverywhere() {
        Workbench bench;
        LogModel log;
        MainWindow window(bench.services, log);
        bench.open();
        bench.build();
        QTRY_VERIFY(bench.jobs.jobs().empty() && window.graphPage().view().scene());
        auto* nodes = window.findChild<DataTable*>(u"nodeTable"_s);
        QVERIFY(nodes);
        nodes->selectRow(2);
        QCOMPARE(bench.document.selection().names(), QStringList{u"add1"_s});
        const std::vector<int> inGraph = window.graphPage().view().selectedNodes();
        QCOMPARE(inGraph.size(), std::size_t(1));
        QCOMPARE(window.graphPage().view().scene()->nodes[static_cast<std::size_t>(inGraph[0])].name, u"add1"_s);
        const QList<DataTable*> layers = window.findChildren<DataTable*>(u"layerTable"_s);
        QVERIFY(!layers.isEmpty());
        for (DataTable* table : layers)
            QCOMPARE(table->selectedLineage(), QStringList{u"add1"_s});
        emit window.findChild<TimelineView*>(u"timelineView"_s)->layerPicked(0);
        QCOMPARE(nodes->selectedLineage(), (QStringList{u"conv1"_s, u"relu1"_s}));
    }
};

LATHE_TEST(ModelsTest)
#include "models_test.moc"
