#include "widgets/graph_view/graph_page.h"
#include "widgets/common/strings.h"
#include "widgets/settings/settings.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QToolButton>

namespace lathe {
namespace {

QToolButton* tool(const Theme& theme, const QString& icon, const QString& tip, const char* name) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setIcon(theme.icon(icon, Token::TextMuted));
    QObject::connect(&theme, &Theme::changed, button, [button, &theme, icon] { button->setIcon(theme.icon(icon, Token::TextMuted)); });
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
    m_graphChoice->addItems({tr("Trained graph"), tr("Optimised graph")});
    m_colourChoice = new QComboBox;
    m_colourChoice->setObjectName(u"colourMode"_s);
    for (const ColourMode mode : kColourModes)
        m_colourChoice->addItem(tr("Colour: %1").arg(nameOf(mode)));
    m_legend = new QLabel;
    m_legend->setObjectName(u"graphLegend"_s);
    m_search = new QLineEdit;
    m_search->setObjectName(u"graphSearch"_s);
    m_search->setPlaceholderText(tr("Find node, type or tensor  (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(120);
    m_search->setMaximumWidth(240);
    m_hits = new QLabel;
    m_hits->setProperty("muted", true);
    m_zoomLabel = new QLabel;
    m_zoomLabel->setProperty("muted", true);
    m_zoomLabel->setMinimumWidth(44);
    m_zoomLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_busy = new QLabel(tr("Laying out…"), m_view);
    m_busy->setProperty("muted", true);
    m_busy->move(16, 12);
    m_busy->hide();

    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_graphChoice);
    row->addWidget(m_colourChoice);
    row->addWidget(m_legend, 1);
    row->addWidget(m_hits);
    row->addWidget(m_search);
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
    connect(&m_document, &ProjectDocument::opened, this, [this] { m_graphChoice->setCurrentIndex(0); });
    connect(&m_document, &ProjectDocument::graphChanged, this, &GraphPage::rebuild);
    connect(&m_document, &ProjectDocument::resultChanged, this, &GraphPage::recolour);
    connect(&m_document, &ProjectDocument::configChanged, this, &GraphPage::recolour);
    connect(&m_theme, &Theme::changed, this, &GraphPage::recolour);
    connect(&m_document.selection(), &Selection::changed, this, &GraphPage::followSelection);
    connect(m_graphChoice, &QComboBox::currentIndexChanged, this, &GraphPage::rebuild);
    connect(m_colourChoice, &QComboBox::currentIndexChanged, this, &GraphPage::recolour);
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
    connect(m_search, &QLineEdit::textChanged, this, [this] { search(false); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier); });
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
        [this](Result<GraphScene> scene, JobRunner::Diagnostics) {
            m_layoutJob = 0;
            m_busy->hide();
            if (scene) showScene(std::make_shared<const GraphScene>(std::move(*scene)), false);
        });
}

void GraphPage::showScene(std::shared_ptr<const GraphScene> scene, bool keepView) {
    m_view->setScene(std::move(scene), keepView);
    // A tall network fitted whole is a thread; start where it can be read.
    if (m_view->zoom() < 0.38 && m_view->scene() && !m_view->scene()->nodes.empty()) {
        m_view->zoomToActual();
        m_view->setSelectedNodes({0}, true);
        m_view->setSelectedNodes({}, false);
    }
    recolour();
    followSelection(nullptr);
}

void GraphPage::recolour() {
    if (!m_view->scene()) return;
    const auto mode = static_cast<ColourMode>(m_colourChoice->currentIndex());
    ColouredGraph coloured = colourGraph(*m_view->scene(), mode, m_document, m_theme);
    QString html;
    for (const LegendEntry& entry : coloured.legend)
        html += u"<span style='color:%1'>%2</span>&nbsp;%3&ensp; "_s.arg(entry.colour.name(), entry.hatched ? u"▨"_s : u"■"_s,
                                                                         entry.text.toHtmlEscaped());
    m_legend->setText(coloured.missing.isEmpty() ? html : coloured.missing);
    m_legend->setProperty("muted", !coloured.missing.isEmpty());
    m_legend->setMinimumWidth(40);
    m_legend->setToolTip(m_legend->text());
    m_view->setOverlay(std::move(coloured.overlay));
}

void GraphPage::followSelection(const QObject* source) {
    if (source == this || !m_view->scene()) return;
    std::vector<int> nodes;
    const std::vector<SceneNode>& all = m_view->scene()->nodes;
    if (!m_document.selection().isEmpty())
        for (std::size_t i = 0; i < all.size(); ++i)
            if (m_document.selection().contains(all[i].lineage)) nodes.push_back(static_cast<int>(i));
    m_view->setSelectedNodes(nodes, source != nullptr);
}

void GraphPage::setColourMode(ColourMode mode) {
    m_colourChoice->setCurrentIndex(static_cast<int>(mode));
}

void GraphPage::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

void GraphPage::search(bool backwards) {
    const QString wanted = m_search->text().trimmed();
    m_hits->clear();
    if (wanted.isEmpty() || !m_view->scene()) return;
    const std::vector<SceneNode>& all = m_view->scene()->nodes;
    std::vector<int> hits;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].title.contains(wanted, Qt::CaseInsensitive) || all[i].name.contains(wanted, Qt::CaseInsensitive))
            hits.push_back(static_cast<int>(i));
    if (hits.empty()) return m_hits->setText(tr("none"));
    const std::vector<int> selected = m_view->selectedNodes();
    auto at = selected.empty() ? hits.end() : std::find(hits.begin(), hits.end(), selected.front());
    if (at == hits.end())
        at = hits.begin();
    else if (backwards)
        at = at == hits.begin() ? std::prev(hits.end()) : std::prev(at);
    else if (std::next(at) == hits.end())
        at = hits.begin();
    else
        ++at;
    m_hits->setText(tr("%1 of %2").arg(at - hits.begin() + 1).arg(hits.size()));
    m_document.selection().set(all[static_cast<std::size_t>(*at)].lineage, m_view);
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
        precision->addAction(tr("As configured above"), this, [this, names] { m_document.setNodePrecision(names, std::nullopt); });
        menu.addSeparator();
        menu.addAction(tr("Zoom to selection"), QKeySequence(Qt::Key_F), m_view, &GraphView::fitSelection);
    }
    menu.addAction(tr("Fit all"), QKeySequence(Qt::Key_Home), m_view, &GraphView::fitAll);
    menu.addAction(tr("Copy picture"), this, [this] { QGuiApplication::clipboard()->setPixmap(m_view->grab()); });
    menu.exec(place);
}

} // namespace lathe
