#include "widgets/graph_view/graph_page.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_picture.h"
#include "widgets/graph_view/node_query.h"
#include "widgets/settings/settings.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>

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

SceneOptions sceneOptions(const Settings& settings, QFont font) {
    SceneOptions options;
    options.showAttributes = settings.isOn(SettingKey::ShowAttributes);
    options.showWeights = settings.isOn(SettingKey::ShowWeights);
    options.showNames = settings.isOn(SettingKey::ShowNames);
    options.isHorizontal = settings.isOn(SettingKey::GraphToTheRight);
    options.font = std::move(font);
    options.font.setPixelSize(12);
    return options;
}

constexpr std::array kLayoutSettings{SettingKey::ShowAttributes, SettingKey::ShowWeights, SettingKey::ShowNames,
                                     SettingKey::GraphToTheRight};

} // namespace

struct GraphPage::LaidOut {
    std::shared_ptr<const GraphScene> scene;
    std::shared_ptr<const NodeIndex> index;
};

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
    m_search->setToolTip(tr("<p>Find a node, a type or a tensor. Enter goes to the next, Shift+Enter to the previous one, Esc to the "
                            "graph.</p><p>Terms that all have to hold: <b>type:Conv</b>, <b>kernel:3x3</b>, <b>c&gt;256</b>, "
                            "<b>h:7..14</b>, <b>shape:1x?x7x7</b>, <b>dtype:float32</b>, <b>params&gt;1M</b>, <b>name:~^/block\\d</b> "
                            "(a regular expression), <b>-type:Relu</b> (not). * stands for anything.</p>"));
    m_search->setAccessibleName(tr("Find in the graph"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(88);
    m_search->setMaximumWidth(320);
    m_hits = new QLabel;
    m_hits->setProperty("muted", true);
    m_hitModel = new SearchHits(this);
    m_hitList = new QListView;
    m_hitList->setObjectName(u"graphHits"_s);
    m_hitList->setAccessibleName(tr("What was found"));
    m_hitList->setModel(m_hitModel);
    m_hitList->setUniformItemSizes(true);
    m_hitList->setTextElideMode(Qt::ElideMiddle);
    m_hitList->setFixedWidth(360);
    m_hitList->setMaximumHeight(260);
    m_hitList->hide();
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
    corners->addWidget(m_hitList, 1, Qt::AlignRight | Qt::AlignTop);
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
    m_view->setWheelZooms(m_settings.isOn(SettingKey::WheelZooms));
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
    connect(leaveSearch, &QShortcut::activated, this, [this] {
        m_hitList->hide();
        m_view->setFocus();
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        ask(text);
        search(0);
    });
    connect(m_hitList, &QListView::clicked, this, [this](const QModelIndex& hit) { showHit(hit.row()); });
    connect(m_hitList, &QListView::activated, this, [this](const QModelIndex& hit) { showHit(hit.row()); });
    connect(m_search, &QLineEdit::returnPressed, this,
            [this] { search(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier ? -1 : 1); });
    connect(&m_settings, &Settings::changed, this, [this](SettingKey key) {
        if (key == SettingKey::WheelZooms) return m_view->setWheelZooms(m_settings.isOn(key));
        if (std::find(kLayoutSettings.begin(), kLayoutSettings.end(), key) == kLayoutSettings.end()) return;
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
        m_index = nullptr;
        m_view->setScene(std::make_shared<const GraphScene>(), false);
    }
    if (!graph || graph == m_laidOut) return recolour();
    m_laidOut = graph;
    const SceneOptions options = sceneOptions(m_settings, m_view->font());
    m_document.jobs().stop(m_layoutJob);
    m_busy->show();
    m_layoutJob = m_document.jobs().start<LaidOut>(
        tr("Lay out graph"),
        [graph, options](JobContext& context) -> Result<LaidOut> {
            auto scene = std::make_shared<const GraphScene>(makeScene(*graph, options, [&] { return context.isStopRequested(); }));
            LATHE_CHECK(context.checkStop());
            return LaidOut{scene, std::make_shared<const NodeIndex>(makeNodeIndex(*graph, *scene))};
        },
        [this, graph](Result<LaidOut> laidOut, JobRunner::Diagnostics) {
            m_layoutJob = 0;
            m_busy->hide();
            if (laidOut) showScene(std::move(*laidOut), std::exchange(m_shown, graph) == graph);
        });
}

void GraphPage::showScene(LaidOut laidOut, bool keepView) {
    m_index = std::move(laidOut.index);
    m_view->setScene(std::move(laidOut.scene), keepView);
    recolour();
    ask(m_search->text());
    m_view->setSelectedNodes(selectedInScene(), false);
    if (!keepView) m_view->jumpToSelection();
}

void GraphPage::recolour() {
    if (!m_view->scene()) return m_legend->hide();
    const auto mode = static_cast<ColourMode>(m_colourChoice->currentIndex());
    ColouredGraph coloured = colourGraph(*m_view->scene(), mode, m_document, m_theme);
    QStringList rows;
    for (const LegendEntry& entry : coloured.legend)
        rows << u"<span style='color:%1'>%2</span>&nbsp; %3"_s.arg(entry.colour.name(),
                                                                   entry.hatched          ? u"▨"_s
                                                                   : entry.glyph.isNull() ? u"■"_s
                                                                                          : QString(u"■ "_s + entry.glyph),
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

/// Fills the list with what the text finds; what is wrong with the text is said in the place of the count.
void GraphPage::ask(const QString& text) {
    m_hitModel->clear();
    m_hits->clear();
    m_hits->setToolTip({});
    const bool isAsked = !text.trimmed().isEmpty() && m_index;
    m_hitList->setVisible(isAsked);
    if (!isAsked) return;
    const auto parsed = NodeQuery::parse(text);
    std::optional<QueryError> error;
    if (const auto* query = std::get_if<NodeQuery>(&parsed)) {
        m_hitModel->show(m_view->sharedScene(), query->find(*m_index));
        if (m_hitModel->isEmpty()) error = query->findUnknownKey(*m_index);
    } else {
        error = std::get<QueryError>(parsed);
    }
    m_hitList->setVisible(!m_hitModel->isEmpty());
    if (error) {
        m_hits->setText(tr("at letter %1: ?").arg(error->place + 1));
        m_hits->setToolTip(error->message);
        m_hits->setAccessibleDescription(error->message);
    } else if (m_hitModel->isEmpty()) {
        m_hits->setText(tr("none"));
    }
}

/// `step`: 0 stays on a hit while the text is typed on, 1 and -1 go to the next and the last one.
void GraphPage::search(int step) {
    if (m_hitModel->isEmpty()) return;
    const int count = m_hitModel->rowCount();
    const std::vector<int> selected = m_view->selectedNodes();
    const int at = selected.empty() ? -1 : m_hitModel->rowOf(selected.front());
    showHit(at < 0 ? 0 : (at + step + count) % count);
}

void GraphPage::showHit(int row) {
    m_hits->setText(tr("%1 of %2").arg(row + 1).arg(m_hitModel->rowCount()));
    const QModelIndex hit = m_hitModel->index(row);
    m_hitList->setCurrentIndex(hit);
    m_hitList->scrollTo(hit);
    m_document.selection().set(m_view->scene()->nodes[static_cast<std::size_t>(m_hitModel->nodeAt(row))].lineage, m_view);
}

void GraphPage::savePicture(bool onlySelection) {
    const QString file =
        QFileDialog::getSaveFileName(this, onlySelection ? tr("Save picture of the selection") : tr("Save picture of the graph"),
                                     m_document.title() + u".svg"_s, tr("Pictures (*.svg *.pdf *.png)"));
    if (!file.isEmpty()) savePictureTo(file, onlySelection);
}

void GraphPage::savePictureTo(const QString& file, bool onlySelection) {
    const auto scene = m_view->sharedScene();
    if (!scene) return;
    PictureOptions options;
    options.area = scene->bounds;
    if (onlySelection) {
        options.area = {};
        for (const int node : m_view->selectedNodes())
            options.area |= scene->nodes[static_cast<std::size_t>(node)].box;
    }
    options.font = m_view->font();
    // The worker must not see the theme change under it.
    const auto theme = std::make_shared<Theme>();
    theme->setMode(m_theme.isDark() ? ThemeMode::Dark : ThemeMode::Light);
    m_pictureJob = m_document.jobs().start<bool>(
        tr("Save picture"),
        [scene, theme, options, overlay = m_view->overlay(),
         path = std::filesystem::path(file.toStdString())](JobContext& context) -> Result<bool> {
            LATHE_CHECK(writePicture(path, *scene, *theme, overlay, options, context));
            return true;
        },
        [this, file](Result<bool> saved, JobRunner::Diagnostics) {
            m_pictureJob = 0;
            emit pictureSaved(saved ? tr("Picture saved: %1").arg(file) : qs(saved.error().text()), static_cast<bool>(saved));
        });
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
    if (node >= 0) {
        menu.addAction(tr("Light up what it needs"), m_view, &GraphView::lightUpstream);
        menu.addAction(tr("Light up what needs it"), m_view, &GraphView::lightDownstream);
        menu.addAction(tr("Save picture of the selection…"), this, [this] { savePicture(true); });
    }
    menu.addAction(tr("Save picture of the graph…"), this, [this] { savePicture(false); });
    menu.addAction(tr("Copy picture"), this, [this] { QGuiApplication::clipboard()->setPixmap(m_view->grab()); });
    menu.exec(place);
}

} // namespace lathe
