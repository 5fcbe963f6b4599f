#pragma once

#include "widgets/common/services.h"
#include "widgets/graph_view/graph_overlay.h"
#include "widgets/graph_view/graph_view.h"
#include "widgets/graph_view/search_hits.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>

namespace lathe {

class NodeIndex;

/// The graph with its tool strip: which graph, colour mode and legend, search, zoom.
class GraphPage : public QWidget {
    Q_OBJECT
public:
    explicit GraphPage(const Services& services, QWidget* parent = nullptr);

    GraphView& view() { return *m_view; }
    void setColourMode(ColourMode mode);
    void focusSearch();
    /// The optimised graph, where there is one, or the trained one.
    void showGraph(bool optimised) { m_graphChoice->setCurrentIndex(optimised && m_graphChoice->isEnabled() ? 1 : 0); }
    void findNext() { search(1); }
    void findPrevious() { search(-1); }
    /// Asks where to, then draws on a worker.
    void savePicture(bool onlySelection);
    void savePictureTo(const QString& file, bool onlySelection);
    bool isReady() const { return m_layoutJob == 0; }
    /// The stage whose result is on show.
    Stage stage() const { return m_graphChoice->currentIndex() == 1 ? Stage::Optimise : Stage::Import; }

public slots:
    void rebuild();

signals:
    void stageChanged();
    /// A sentence for the status bar or, where it failed, for a banner.
    void pictureSaved(const QString& message, bool isSaved);

private:
    void buildUi();
    void connectSignals();
    struct LaidOut;
    void showScene(LaidOut laidOut, bool keepView);
    void recolour();
    void followSelection(const QObject* source);
    std::vector<int> selectedInScene() const;
    void restoreView();
    void ask(const QString& text);
    void search(int step);
    void showHit(int row);
    void showMenu(int node, QPoint place);
    std::shared_ptr<const Graph> shownGraph() const;

    ProjectDocument& m_document;
    Theme& m_theme;
    Settings& m_settings;
    GraphView* m_view = nullptr;
    QComboBox* m_graphChoice = nullptr;
    QComboBox* m_colourChoice = nullptr;
    QLabel* m_legend = nullptr;
    QLabel* m_zoomLabel = nullptr;
    QLabel* m_busy = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_hits = nullptr;
    QListView* m_hitList = nullptr;
    SearchHits* m_hitModel = nullptr;
    std::shared_ptr<const NodeIndex> m_index;
    std::shared_ptr<const Graph> m_laidOut, m_shown; ///< asked for; on the screen
    int m_layoutJob = 0, m_pictureJob = 0;
};

} // namespace lathe
