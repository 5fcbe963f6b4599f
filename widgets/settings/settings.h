#pragma once

#include <QObject>
#include <QSettings>
#include <QStringList>

namespace lathe {

/// Every value that outlives a session. Each key is declared once: in the table of settings.cpp.
enum class SettingKey {
    Theme,
    Language,
    RecentFiles,
    WindowGeometry,
    WindowState,
    WheelZooms,
    ShowAttributes,
    ShowWeights,
    ShowNames,
    GraphToTheRight,
    Count
};

class Settings : public QObject {
    Q_OBJECT
public:
    /// `file`: an own file (tests, --settings); empty: the user's.
    explicit Settings(const QString& file = {}, QObject* parent = nullptr);

    QVariant value(SettingKey key) const;
    void setValue(SettingKey key, const QVariant& value);
    bool isOn(SettingKey key) const { return value(key).toBool(); }

    QStringList recentFiles() const;
    void addRecentFile(const QString& file);

signals:
    void changed(lathe::SettingKey key);

private:
    std::unique_ptr<QSettings> m_store;
};

} // namespace lathe
