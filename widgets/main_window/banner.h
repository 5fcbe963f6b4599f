#pragma once

#include "widgets/theme/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include <functional>
#include <vector>

namespace lathe {

/// The strip above the centre that says what could not be done, or what is done, without standing in the way or taking the focus.
class Banner : public QWidget {
    Q_OBJECT
public:
    /// A step that the message offers.
    struct Offer {
        const char* name; ///< objectName
        QString text;
        std::function<void()> action;
    };

    explicit Banner(const Theme& theme, QWidget* parent = nullptr);
    void showMessage(const QString& message, const QString& detail);
    /// Good news: the message in bold, the figures behind it, and where they lead.
    void showNews(const QString& message, const QString& figures, const std::vector<Offer>& offers);
    bool isNews() const { return m_isNews; }

private:
    void showText(const QString& html, bool isNews);
    void draw();

    const Theme& m_theme;
    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QHBoxLayout* m_offers = nullptr;
    bool m_isNews = false;
};

} // namespace lathe
