#pragma once

#include "widgets/common/services.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>

#include <functional>

namespace lathe {

/// Says what would fill a view and offers the button that does it.
class EmptyPage : public QWidget {
    Q_OBJECT
public:
    EmptyPage(const Services&, const QString& title, const QString& text, const QString& button, std::function<void()> action,
              QWidget* parent = nullptr)
        : QWidget(parent) {
        auto* column = new QVBoxLayout(this);
        column->setAlignment(Qt::AlignCenter);
        column->setSpacing(8);
        auto* head = new QLabel(title);
        head->setProperty("title", true);
        auto* body = new QLabel(text);
        body->setProperty("muted", true);
        body->setWordWrap(true);
        body->setAlignment(Qt::AlignCenter);
        body->setFixedWidth(420);
        auto* push = new QPushButton(button);
        push->setObjectName(QStringLiteral("emptyAction"));
        push->setProperty("primary", true);
        connect(push, &QPushButton::clicked, this, std::move(action));
        column->addWidget(head, 0, Qt::AlignHCenter);
        column->addWidget(body, 0, Qt::AlignHCenter);
        column->addSpacing(8);
        column->addWidget(push, 0, Qt::AlignHCenter);
    }
};

} // namespace lathe
