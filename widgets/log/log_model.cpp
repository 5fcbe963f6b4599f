#include "widgets/log/log_model.h"
#include "widgets/common/strings.h"
#include "widgets/tables/column_model.h"

#include "core/base/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace lathe {
namespace {

constexpr int kMaxEntries = 5000;

class ModelSink : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit ModelSink(LogModel& model) : m_model(model) {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        LogEntry entry{QTime::currentTime(), static_cast<int>(message.level),
                       QString::fromUtf8(message.payload.data(), static_cast<qsizetype>(message.payload.size()))};
        QMetaObject::invokeMethod(&m_model, [&model = m_model, entry] { model.append(entry); });
    }
    void flush_() override {}

private:
    LogModel& m_model;
};

} // namespace

LogModel::LogModel(QObject* parent) : QAbstractTableModel(parent) {}

LogModel::~LogModel() {
    if (m_sink) std::erase(coreLog()->sinks(), m_sink);
}

void LogModel::attach() {
    m_sink = std::make_shared<ModelSink>(*this);
    coreLog()->sinks().push_back(m_sink);
}

void LogModel::append(LogEntry entry) {
    if (static_cast<int>(m_entries.size()) == kMaxEntries) {
        beginRemoveRows({}, 0, 0);
        m_entries.pop_front();
        endRemoveRows();
    }
    beginInsertRows({}, static_cast<int>(m_entries.size()), static_cast<int>(m_entries.size()));
    m_entries.push_back(std::move(entry));
    endInsertRows();
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const LogEntry& entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole) return entry.text;
    if (role == SortRole && index.column() == 0) return entry.time;
    if (role == SortRole && index.column() == 1) return entry.level;
    if (role != Qt::DisplayRole && role != SortRole) return {};
    if (index.column() == 0) return entry.time.toString(u"hh:mm:ss.zzz"_s);
    if (index.column() == 1)
        return qs(std::string_view(spdlog::level::to_string_view(static_cast<spdlog::level::level_enum>(entry.level)).data()));
    return entry.text;
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QStringList titles{tr("Time"), tr("Level"), tr("Message")};
    return titles.value(section);
}

} // namespace lathe
