#include "widgets/main_window/start_page.h"
#include "widgets/common/strings.h"
#include "widgets/settings/settings.h"
#include "widgets/theme/theme.h"

#include "core/targets/target.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>

namespace lathe {
namespace {

QLabel* label(const QString& text, const char* property = nullptr) {
    auto* widget = new QLabel(text);
    widget->setWordWrap(true);
    if (property) widget->setProperty(property, true);
    return widget;
}

QString samplePath() {
    const QDir samples(qs((resourceFolder() / "samples").string()));
    const QStringList names = samples.entryList({u"*.latheproj"_s, u"*.yaml"_s, u"*.onnx"_s}, QDir::Files);
    return names.isEmpty() ? QString() : samples.filePath(names.first());
}

} // namespace

StartPage::StartPage(const Services& services, QWidget* parent) : QWidget(parent), m_settings(services.settings), m_theme(services.theme) {
    setObjectName(u"startPage"_s);
    buildUi();
    refresh();
}

QWidget* StartPage::dropZone() {
    auto* zone = new QFrame;
    zone->setProperty("panel", true);
    zone->setMinimumHeight(160);
    auto* column = new QVBoxLayout(zone);
    column->setAlignment(Qt::AlignCenter);
    column->setSpacing(8);
    auto* picture = new QLabel;
    const auto paint = [this, picture] { picture->setPixmap(m_theme.icon(u"drop"_s, Token::Accent).pixmap(36, 36)); };
    paint();
    connect(&m_theme, &Theme::changed, picture, paint);
    auto* open = new QPushButton(tr("Open…"));
    open->setObjectName(u"startOpen"_s);
    open->setProperty("primary", true);
    connect(open, &QPushButton::clicked, this, &StartPage::openAsked);
    auto* hint = label(tr("Drop a model, a configuration or a project here"));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(false);
    column->addWidget(picture, 0, Qt::AlignHCenter);
    column->addWidget(hint);
    column->addWidget(open, 0, Qt::AlignHCenter);
    return zone;
}

void StartPage::buildUi() {
    auto* body = new QWidget;
    body->setMaximumWidth(760);
    auto* column = new QVBoxLayout(body);
    column->setSpacing(16);
    column->addWidget(label(tr("Convert a trained network for an NPU"), "title"));
    column->addWidget(label(tr("See how fast and how accurate it will be, before any board is bought."), "muted"));
    column->addWidget(dropZone());
    auto* lists = new QHBoxLayout;
    lists->setSpacing(32);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    lists->addLayout(m_recent, 3);
    auto* help = new QVBoxLayout;
    help->setSpacing(6);
    help->addWidget(label(tr("What can I open?"), "section"));
    help->addWidget(label(tr("<b>.onnx</b>  a trained model, opset 7 to 21, weights inside or beside it")));
    help->addWidget(label(tr("<b>.prototxt</b>  a Caffe network, with the .caffemodel of the same name beside it")));
    help->addWidget(label(tr("<b>.yaml</b>  a build configuration in the language of hb_compile")));
    help->addWidget(label(tr("<b>.latheproj</b>  a project that Lathe saved")));
    help->addWidget(label(tr("Nothing leaves this machine. Press ? for the keys."), "muted"));
    help->addStretch();
    lists->addLayout(help, 2);
    column->addLayout(lists);
    auto* outer = new QVBoxLayout(this);
    auto* middle = new QHBoxLayout;
    // Not by alignment: an aligned widget would not learn how high its wrapped texts are.
    middle->addStretch(1);
    middle->addWidget(body, 100);
    middle->addStretch(1);
    outer->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(2);
    body->setMinimumWidth(480);
}

void StartPage::refresh() {
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto addLink = [this](const QString& text, const QString& path, const char* name) {
        auto* link = new QPushButton(text);
        link->setObjectName(QLatin1String(name));
        link->setProperty("link", true);
        link->setCursor(Qt::PointingHandCursor);
        link->setToolTip(path);
        connect(link, &QPushButton::clicked, this, [this, path] { emit fileAsked(path); });
        m_recent->addWidget(link, 0, Qt::AlignLeft);
    };
    m_recent->addWidget(label(tr("Recent"), "section"));
    const QStringList recent = m_settings.recentFiles();
    for (const QString& path : recent)
        addLink(QFileInfo(path).fileName() + u"   "_s + QFontMetrics(font()).elidedText(QFileInfo(path).path(), Qt::ElideMiddle, 220), path,
                "recentFile");
    if (recent.isEmpty()) m_recent->addWidget(label(tr("Nothing yet"), "muted"));
    if (const QString sample = samplePath(); !sample.isEmpty()) {
        m_recent->addSpacing(8);
        m_recent->addWidget(label(tr("Sample"), "section"));
        addLink(tr("Open the sample project"), sample, "openSample");
    }
    m_recent->addStretch();
}

} // namespace lathe
