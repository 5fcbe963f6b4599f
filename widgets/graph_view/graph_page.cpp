#include "widgets/graph_view/graph_page.h"
#include "widgets/common/strings.h"
#include "widgets/settings/settings.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>

#include <set>
#include <utility>

namespace lathe {
namespace {

QToolButton* tool(const Theme& theme, const QString& icon, const QString& tip, const char* name) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    setThemedIcon(*button, theme, icon, Token::TextMuted);
    return button;
}

} // namespace

GraphPage::GraphPage(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_theme(services.theme), m_settings(services.settings) {
    setObjectName(u"graphPage"_s);
    buildUi();
    connectSignals();
}

void GraphPage::buildUi() {
    m_view = new GraphView(m_theme);
    m_graphChoice = new QComboBox;
    m_graphChoice->setObjectName(u"graphChoice"_s);
    m_graphChoice->addItems({tr("Trained"), tr("Optimised")});
    m_colourChoice = new QComboBox;
    m_colourChoice->setObjectName(u"colourMode"_s);
    for (const ColourMode mode : kColourModes)
        m_colourChoice->addItem(tr("Colour: %1").arg(nameOf(mode)));
    m_graphChoice->setAccessibleName(tr("Graph"));
    m_colourChoice->setAccessibleName(tr("Colours"));
    m_legend = new QLabel;
    m_legend->setObjectName(u"graphLegend"_s);
    m_legend->setProperty("overlay", true);
    m_legend->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_legend->hide();
    m_search = new QLineEdit;
    m_search->setObjectName(u"graphSearch"_s);
    m_search->setPlaceholderText(tr("Find (Ctrl+F)"));
    m_search->setToolTip(tr("Find a node, a type or a tensor. Enter goes to the next, Shift+Enter to the previous one, Esc to the graph."));
    m_search->setAccessibleName(tr("Find in the graph"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(88);
    m_search->setMaximumWidth(320);
    m_hits = new QLabel;
    m_hits->setProperty("muted", true);
    m_zoomLabel = new QLabel;
    m_zoomLabel->setProperty("muted", true);
    m_zoomLabel->setMinimumWidth(44);
    m_zoomLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_busy = new QLabel(tr("Laying out…"));
    m_busy->setProperty("overlay", true);
    m_busy->hide();
    // On the canvas, where it has room for every entry.
    auto* corners = new QVBoxLayout(m_view);
    corners->setContentsMargins(12, 12, 12, 12);
    corners->setSizeConstraint(QLayout::SetNoConstraint);
    corners->addWidget(m_busy, 0, Qt::AlignLeft | Qt::AlignTop);
    corners->addStretch(1);
    corners->addWidget(m_legend, 0, Qt::AlignLeft | Qt::AlignBottom);

    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_graphChoice);
    row->addWidget(m_colourChoice);
    row->addStretch(1);
    row->addWidget(m_hits);
    row->addWidget(m_search, 2);
    auto* zoomOut = tool(m_theme, u"zoom-out"_s, tr("Zoom out (Ctrl+-)"), "zoomOut");
    auto* zoomIn = tool(m_theme, u"zoom-in"_s, tr("Zoom in (Ctrl++)"), "zoomIn");
    auto* fit = tool(m_theme, u"fit"_s, tr("Fit all (Home)"), "zoomFit");
    connect(zoomOut, &QToolButton::clicked, m_view, &GraphView::zoomOut);
    connect(zoomIn, &QToolButton::clicked, m_view, &GraphView::zoomIn);
    connect(fit, &QToolButton::clicked, m_view, &GraphView::fitAll);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_zoomLabel, zoomOut, zoomIn, fit})
        row->addWidget(widget);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    column->addWidget(m_view, 1);
}

void GraphPage::connectSignals() {
    connect(&m_document, &ProjectDocument::opened, this, &GraphPage::restoreView);
    connect(&m_document, &ProjectDocument::graphChanged, this, &GraphPage::rebuild);
    connect(&m_document, &ProjectDocument::resultChanged, this, &GraphPage::recolour);
    connect(&m_document, &ProjectDocument::configChanged, this, &GraphPage::recolour);
    connect(&m_theme, &Theme::changed, this, &GraphPage::recolour);
    connect(&m_document.selection(), &Selection::changed, this, &GraphPage::followSelection);
    connect(m_graphChoice, &QComboBox::currentIndexChanged, this, &GraphPage::rebuild);
    connect(m_graphChoice, &QComboBox::currentIndexChanged, this, &GraphPage::stageChanged);
    connect(m_colourChoice, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_document.viewState().colourMode = keyOf(kColourModes[static_cast<std::size_t>(index)]);
        recolour();
    });
    connect(m_view, &GraphView::zoomChanged, this,
            [this](double zoom) { m_zoomLabel->setText(QString::number(zoom * 100, 'f', zoom < 0.1 ? 1 : 0) + u" %"_s); });
    connect(m_view, &GraphView::selectionPicked, this, [this](const std::vector<int>& nodes) {
        QStringList names;
        for (const int node : nodes)
            names << m_view->scene()->nodes[static_cast<std::size_t>(node)].lineage;
        m_view->setSelectedNodes(nodes, true);
        m_document.selection().set(names, this);
    });
    connect(m_view, &GraphView::contextMenuAsked, this, &GraphPage::showMenu);
    // Found: back to the graph, where the arrow keys go on from the hit.
    auto* leaveSearch = new QShortcut(Qt::Key_Escape, m_search, nullptr, nullptr, Qt::WidgetShortcut);
    connect(leaveSearch, &QShortcut::activated, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_search, &QLineEdit::textChanged, this, [this] { search(0); });
    connect(m_search, &QLineEdit::returnPressed, this,
            [this] { search(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier ? -1 : 1); });
    connect(&m_settings, &Settings::changed, this, [this](SettingKey key) {
        if (key != SettingKey::ShowAttributes && key != SettingKey::ShowWeights && key != SettingKey::ShowNames) return;
        m_laidOut = nullptr;
        rebuild();
    });
}

std::shared_ptr<const Graph> GraphPage::shownGraph() const {
    return m_graphChoice->currentIndex() == 1 && m_document.optimised() ? m_document.optimised() : m_document.original();
}

void GraphPage::rebuild() {
    const auto graph = shownGraph();
    m_graphChoice->setEnabled(m_document.optimised() != nullptr);
    if (!graph) {
        m_document.jobs().stop(m_layoutJob);
        m_busy->hide();
        m_laidOut = m_shown = nullptr;
        m_view->setScene(std::make_shared<const GraphScene>(), false);
    }
    if (!graph || graph == m_laidOut) return recolour();
    m_laidOut = graph;
    SceneOptions options;
    options.showAttributes = m_settings.isOn(SettingKey::ShowAttributes);
    options.showWeights = m_settings.isOn(SettingKey::ShowWeights);
    options.showNames = m_settings.isOn(SettingKey::ShowNames);
    options.font = m_view->font();
    options.font.setPixelSize(12);
    m_document.jobs().stop(m_layoutJob);
    m_busy->show();
    m_layoutJob = m_document.jobs().start<GraphScene>(
        tr("Lay out graph"),
        [graph, options](JobContext& context) -> Result<GraphScene> {
            GraphScene scene = makeScene(*graph, options, [&] { return context.isStopRequested(); });
            LATHE_CHECK(context.checkStop());
            return scene;
        },
        [this, graph](Result<GraphScene> scene, JobRunner::Diagnostics) {
            m_layoutJob = 0;
            m_busy->hide();
            if (scene) showScene(std::make_shared<const GraphScene>(std::move(*scene)), std::exchange(m_shown, graph) == graph);
        });
}

void GraphPage::showScene(std::shared_ptr<const GraphScene> scene, bool keepView) {
    m_view->setScene(std::move(scene), keepView);
    recolour();
    m_view->setSelectedNodes(selectedInScene(), false);
    if (!keepView) m_view->jumpToSelection();
}

void GraphPage::recolour() {
    if (!m_view->scene()) return m_legend->hide();
    const auto mode = static_cast<ColourMode>(m_colourChoice->currentIndex());
    ColouredGraph coloured = colourGraph(*m_view->scene(), mode, m_document, m_theme);
    QStringList rows;
    for (const LegendEntry& entry : coloured.legend)
        rows << u"<span style='color:%1'>%2</span>&nbsp; %3"_s.arg(entry.colour.name(), entry.hatched ? u"▨"_s : u"■"_s,
                                                                   entry.text.toHtmlEscaped());
    if (!coloured.missing.isEmpty()) rows << coloured.missing.toHtmlEscaped();
    m_legend->setText(rows.join(u"<br>"_s));
    m_legend->setVisible(!rows.isEmpty());
    m_view->setOverlay(std::move(coloured.overlay));
}

std::vector<int> GraphPage::selectedInScene() const {
    std::vector<int> nodes;
    const Selection& selection = m_document.selection();
    const std::vector<SceneNode>& all = m_view->scene()->nodes;
    if (!selection.isEmpty())
        for (std::size_t i = 0; i < all.size(); ++i)
            if (selection.contains(all[i].lineage) || selection.contains(all[i].constants)) nodes.push_back(static_cast<int>(i));
    return nodes;
}

void GraphPage::followSelection(const QObject* source) {
    if (source == this || !m_view->scene()) return;
    m_view->setSelectedNodes(selectedInScene(), source != nullptr);
}

/// What the opened project remembers; a model opened for the first time is coloured by type.
void GraphPage::restoreView() {
    m_graphChoice->setCurrentIndex(0);
    const ColourMode mode = colourModeOf(m_document.viewState().colourMode).value_or(ColourMode::Type);
    m_document.viewState().colourMode = keyOf(mode);
    setColourMode(mode);
}

void GraphPage::setColourMode(ColourMode mode) {
    m_colourChoice->setCurrentIndex(static_cast<int>(mode));
}

void GraphPage::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

std::vector<int> GraphPage::findNodes(const QString& text) const {
    const GraphScene& scene = *m_view->scene();
    std::set<int> found;
    const auto says = [&](const QString& name) { return name.contains(text, Qt::CaseInsensitive); };
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
        if (says(scene.nodes[i].title) || says(scene.nodes[i].name)) found.insert(static_cast<int>(i));
    for (const SceneEdge& edge : scene.edges)
        if (says(edge.tensor)) found.insert(edge.from);
    return {found.begin(), found.end()};
}

/// `step`: 0 stays on a hit while the text is typed on, 1 and -1 go to the next and the last one.
void GraphPage::search(int step) {
    const QString wanted = m_search->text().trimmed();
    m_hits->clear();
    if (wanted.isEmpty() || !m_view->scene()) return;
    const std::vector<int> hits = findNodes(wanted);
    if (hits.empty()) return m_hits->setText(tr("none"));
    const auto count = static_cast<int>(hits.size());
    const std::vector<int> selected = m_view->selectedNodes();
    const auto at = selected.empty() ? hits.end() : std::find(hits.begin(), hits.end(), selected.front());
    const int index = at == hits.end() ? 0 : (static_cast<int>(at - hits.begin()) + step + count) % count;
    m_hits->setText(tr("%1 of %2").arg(index + 1).arg(count));
    m_document.selection().set(m_view->scene()->nodes[static_cast<std::size_t>(hits[static_cast<std::size_t>(index)])].lineage, m_view);
}

void GraphPage::showMenu(int node, QPoint place) {
    QMenu menu(this);
    if (node >= 0) {
        const SceneNode picked = m_view->scene()->nodes[static_cast<std::size_t>(node)];
        menu.addAction(tr("Copy name"), this, [picked] { QGuiApplication::clipboard()->setText(picked.name); });
        QMenu* precision = menu.addMenu(tr("Precision"));
        const QStringList names = m_document.selection().names();
        for (const Precision choice : {Precision::Int8, Precision::Int16, Precision::Float})
            precision->addAction(qs(toName(choice)), this, [this, names, choice] { m_document.setNodePrecision(names, choice); });
        precision->addAction(tr("By default or quant_config"), this, [this, names] { m_document.setNodePrecision(names, std::nullopt); });
        menu.addSeparator();
        menu.addAction(tr("Zoom to selection"), QKeySequence(Qt::Key_F), m_view, &GraphView::fitSelection);
    }
    menu.addAction(tr("Fit all"), QKeySequence(Qt::Key_Home), m_view, &GraphView::fitAll);
    menu.addAction(tr("Copy picture"), this, [this] { QGuiApplication::clipboard()->setPixmap(m_view->grab()); });
    menu.exec(place);
}

} // namespace lathe
