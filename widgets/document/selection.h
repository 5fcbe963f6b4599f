#pragma once

#include <QObject>
#include <QStringList>

namespace lathe {

/// The one selection of the window: names of nodes in the trained graph. Every view sets it and follows it.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const QStringList& names() const { return m_names; }
    bool isEmpty() const { return m_names.isEmpty(); }
    bool contains(const QStringList& lineage) const;
    /// `source` is the view that the user acted in: it need not follow its own change.
    void set(QStringList names, const QObject* source = nullptr);
    void clear() { set({}); }

signals:
    void changed(const QObject* source);

private:
    QStringList m_names;
};

} // namespace lathe
