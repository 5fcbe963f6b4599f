#include "widgets/settings/settings.h"
#include "widgets/common/strings.h"

#include <QFileInfo>

#include <array>

namespace lathe {
namespace {

struct SettingRow {
    SettingKey key;
    QStringView path;
    QVariant fallback;
};

const std::array<SettingRow, static_cast<std::size_t>(SettingKey::Count)>& settingTable() {
    static const std::array<SettingRow, static_cast<std::size_t>(SettingKey::Count)> table{{
        {SettingKey::Theme, u"look/theme", u"system"_s},
        {SettingKey::Language, u"look/language", QString()},
        {SettingKey::RecentFiles, u"files/recent", QStringList()},
        {SettingKey::WindowGeometry, u"window/geometry", QByteArray()},
        {SettingKey::WindowState, u"window/state", QByteArray()},
        {SettingKey::WheelZooms, u"graph/wheel_zooms", true},
        {SettingKey::ShowAttributes, u"graph/attributes", true},
        {SettingKey::ShowWeights, u"graph/weights", true},
        {SettingKey::ShowNames, u"graph/names", false},
        {SettingKey::GraphToTheRight, u"graph/to_the_right", false},
    }};
    return table;
}

constexpr qsizetype kMaxRecent = 9;

} // namespace

Settings::Settings(const QString& file, QObject* parent) : QObject(parent) {
    m_store = file.isEmpty() ? std::make_unique<QSettings>() : std::make_unique<QSettings>(file, QSettings::IniFormat);
}

QVariant Settings::value(SettingKey key) const {
    const SettingRow& row = settingTable()[static_cast<std::size_t>(key)];
    QVariant stored = m_store->value(row.path.toString(), row.fallback);
    // An INI file knows only text; give back the declared type.
    if (row.fallback.typeId() != stored.typeId()) stored.convert(row.fallback.metaType());
    return stored;
}

void Settings::setValue(SettingKey key, const QVariant& value) {
    m_store->setValue(settingTable()[static_cast<std::size_t>(key)].path.toString(), value);
    emit changed(key);
}

QStringList Settings::recentFiles() const {
    QStringList existing;
    const QStringList stored = value(SettingKey::RecentFiles).toStringList();
    for (const QString& file : stored)
        if (QFileInfo::exists(file)) existing << file;
    return existing;
}

void Settings::addRecentFile(const QString& file) {
    QStringList files = recentFiles();
    files.removeAll(file);
    files.prepend(file);
    setValue(SettingKey::RecentFiles, QStringList(files.mid(0, kMaxRecent)));
}

} // namespace lathe
