#pragma once

#include <QAbstractTableModel>
#include <QDateTime>

#include <deque>
#include <memory>

namespace spdlog::sinks {
class sink;
}

namespace lathe {

struct LogEntry {
    QTime time;
    int level = 0; ///< of spdlog: 0 trace … 5 critical
    QString text;
};

/// The last lines of core's log. attach() adds a sink to it that any thread may write to.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit LogModel(QObject* parent = nullptr);
    ~LogModel() override;

    void attach();
    void append(LogEntry entry);

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_entries.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::deque<LogEntry> m_entries;
    std::shared_ptr<spdlog::sinks::sink> m_sink;
};

} // namespace lathe
