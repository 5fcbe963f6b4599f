#include "widgets/format/provenance.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace lathe {

QString statusText(FigureStatus status) {
    static constexpr std::array names{QT_TRANSLATE_NOOP("Provenance", "published"), QT_TRANSLATE_NOOP("Provenance", "derived"),
                                      QT_TRANSLATE_NOOP("Provenance", "assumed"), QT_TRANSLATE_NOOP("Provenance", "fitted"),
                                      QT_TRANSLATE_NOOP("Provenance", "unknown")};
    return QCoreApplication::translate("Provenance", names[static_cast<std::size_t>(status)]);
}

QString figureText(const Figure& figure) {
    if (figure.status == FigureStatus::Unknown) return u"–"_s;
    if (figure.unit == "bytes" && figure.value >= 1024) return formatBytes(figure.value);
    if (figure.unit == "us") return formatTime(figure.value * 1e-6);
    const bool isWhole = figure.value == std::floor(figure.value) && std::abs(figure.value) < 1e15;
    const QString number = isWhole ? formatInteger(static_cast<std::int64_t>(figure.value)) : significant(figure.value, 4);
    if (figure.unit == "factor") return u"× "_s + number;
    return number + u' ' + qs(figure.unit);
}

QString figureTip(const Figure& figure) {
    const QString head = u"%1 = %2 (%3)"_s.arg(qs(figure.name), figureText(figure), statusText(figure.status));
    return figure.source.empty() ? head : head + u": "_s + qs(figure.source);
}

QString wrappedTip(const QString& text) {
    return u"<qt>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</qt>"_s;
}

} // namespace lathe
