#include "widgets/document/selection.h"

namespace lathe {

bool Selection::contains(const QStringList& lineage) const {
    return std::any_of(lineage.begin(), lineage.end(), [this](const QString& name) { return m_names.contains(name); });
}

void Selection::set(QStringList names, const QObject* source) {
    names.removeDuplicates();
    if (names == m_names) return;
    m_names = std::move(names);
    emit changed(source);
}

} // namespace lathe
