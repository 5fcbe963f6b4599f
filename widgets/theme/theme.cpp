#include "widgets/theme/theme.h"
#include "widgets/common/strings.h"
#include "widgets/theme/svg_icon.h"

#include <QAbstractButton>
#include <QApplication>
#include <QStyleFactory>
#include <QStyleHints>

#include <array>
#include <cmath>

namespace lathe {
namespace {

constexpr std::array kTokens{
    TokenRow{Token::Window, "window", 0xfff3f4f6, 0xff1b1d21},
    TokenRow{Token::Panel, "panel", 0xffffffff, 0xff22252a},
    TokenRow{Token::Raised, "raised", 0xffe9ebef, 0xff2c3037},
    TokenRow{Token::Hover, "hover", 0xffeef2f8, 0xff30353d},
    TokenRow{Token::Border, "border", 0xffd8dce2, 0xff383d46},
    TokenRow{Token::BorderStrong, "border-strong", 0xffa9b1bd, 0xff5a626e},
    TokenRow{Token::Text, "text", 0xff1c2026, 0xffe4e7eb},
    TokenRow{Token::TextMuted, "text-muted", 0xff5b6470, 0xffa0a8b4},
    TokenRow{Token::Accent, "accent", 0xff1462cc, 0xff5aa2ff},
    TokenRow{Token::AccentText, "accent-text", 0xffffffff, 0xff0d1420},
    TokenRow{Token::AccentSoft, "accent-soft", 0xffd9e7fb, 0xff233a59},
    TokenRow{Token::Error, "error", 0xffb42318, 0xffff8078},
    TokenRow{Token::Warning, "warning", 0xff8a5a00, 0xfff0b849},
    TokenRow{Token::Success, "success", 0xff0b6e4f, 0xff4cc9a0},
    TokenRow{Token::Canvas, "canvas", 0xfffafbfc, 0xff1e2024},
    TokenRow{Token::Grid, "grid", 0xffe4e7ec, 0xff30343b},
    TokenRow{Token::Edge, "edge", 0xff8a929e, 0xff7d8694},
    TokenRow{Token::NodeText, "node-text", 0xffffffff, 0xffffffff},
    TokenRow{Token::NodeBody, "node-body", 0xffffffff, 0xff2a2e34},
    TokenRow{Token::NodeBodyText, "node-body-text", 0xff353c46, 0xffc9cfd8},
    TokenRow{Token::Int8, "int8", 0xff0b6aa8, 0xff2f8fd0},
    TokenRow{Token::Int16, "int16", 0xffa65f00, 0xffc98218},
    TokenRow{Token::Float, "float", 0xff6d6675, 0xff857d90},
    TokenRow{Token::Compute, "compute", 0xff0b6aa8, 0xff4ba3e0},
    TokenRow{Token::Memory, "memory", 0xffd08a00, 0xffe3a93c},
    TokenRow{Token::Host, "host", 0xffb5527f, 0xffd983ab},
    TokenRow{Token::Overhead, "overhead", 0xff8a929e, 0xff79828f},
    TokenRow{Token::Load, "load", 0xff4d9fce, 0xff6fbce6},
    TokenRow{Token::Weights, "weights", 0xff3b73b9, 0xff5c93dc},
    TokenRow{Token::Mac, "mac", 0xff10876a, 0xff2fb592},
    TokenRow{Token::Vector, "vector", 0xffd08a00, 0xffe3a93c},
    TokenRow{Token::Store, "store", 0xff9a6fb0, 0xffba93cf},
    TokenRow{Token::Series1, "series-1", 0xff0b6aa8, 0xff4ba3e0},
    TokenRow{Token::Series2, "series-2", 0xffc2410c, 0xfff08a55},
    TokenRow{Token::Series3, "series-3", 0xff10876a, 0xff2fb592},
};
static_assert(kTokens.size() == static_cast<std::size_t>(Token::Count));

struct CategoryRow {
    OpCategory category;
    QRgb light, dark;
};
// Hues of Netron, spread where its neighbours differ by less than the eye sees; white text stays above 4.5:1.
constexpr std::array kCategories{
    CategoryRow{OpCategory::Convolution, 0xff335588, 0xff3d649f},   CategoryRow{OpCategory::Matrix, 0xff46428f, 0xff5651a8},
    CategoryRow{OpCategory::Activation, 0xff7a2d24, 0xff8f3c32},    CategoryRow{OpCategory::Pool, 0xff335533, 0xff41693f},
    CategoryRow{OpCategory::Normalization, 0xff12645f, 0xff1d746d}, CategoryRow{OpCategory::Elementwise, 0xff565b66, 0xff5f6672},
    CategoryRow{OpCategory::Shape, 0xff6c4f47, 0xff7c5c53},         CategoryRow{OpCategory::Tensor, 0xff59423b, 0xff6a5048},
    CategoryRow{OpCategory::Reduction, 0xff5e5a16, 0xff6c681f},     CategoryRow{OpCategory::Quantization, 0xff6b3a05, 0xff83490a},
    CategoryRow{OpCategory::Recurrent, 0xff7a3e00, 0xff8c4d0c},     CategoryRow{OpCategory::Control, 0xff5c2f6e, 0xff703c85},
    CategoryRow{OpCategory::Constant, 0xff555555, 0xff606060},      CategoryRow{OpCategory::Other, 0xff555555, 0xff606060},
};

double luminance(const QColor& color) {
    const auto channel = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

} // namespace

std::span<const TokenRow> tokenTable() {
    return kTokens;
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Theme::Theme(QObject* parent) : QObject(parent) {
    setMode(ThemeMode::System);
}

void Theme::setMode(ThemeMode mode) {
    m_mode = mode;
    // Qt 6.4 has no colour-scheme hint yet: the platform's own palette tells.
    static const bool systemIsDark = QPalette().color(QPalette::Window).lightness() < 128;
    m_isDark = mode == ThemeMode::Dark || (mode == ThemeMode::System && systemIsDark);
    emit changed();
}

QColor Theme::color(Token token) const {
    const TokenRow& row = kTokens[static_cast<std::size_t>(token)];
    return QColor::fromRgba(m_isDark ? row.dark : row.light);
}

QColor Theme::category(OpCategory category) const {
    for (const CategoryRow& row : kCategories)
        if (row.category == category) return QColor::fromRgba(m_isDark ? row.dark : row.light);
    return color(Token::Overhead);
}

QColor Theme::precision(Precision precision) const {
    constexpr std::array tokens{Token::Float, Token::Int8, Token::Int16, Token::Series3};
    return color(tokens[static_cast<std::size_t>(precision)]);
}

QColor Theme::engine(lathe::Engine engine) const {
    constexpr std::array tokens{Token::Load, Token::Weights, Token::Mac, Token::Vector, Token::Store, Token::Host, Token::Overhead};
    static_assert(tokens.size() == kEngines.size());
    return color(tokens[static_cast<std::size_t>(engine)]);
}

QColor Theme::sequential(double t) {
    // Cividis (Nuñez, Anderton, Renslow 2018), nine stops.
    constexpr std::array<QRgb, 9> stops{0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173,
                                        0xff8a8678, 0xffa59c74, 0xffc3b369, 0xffe1cc55};
    const double place = std::clamp(t, 0.0, 1.0) * (stops.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const double part = place - static_cast<double>(low);
    const auto mix = [&](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
    return QColor(mix(qRed(stops[low]), qRed(stops[low + 1])), mix(qGreen(stops[low]), qGreen(stops[low + 1])),
                  mix(qBlue(stops[low]), qBlue(stops[low + 1])));
}

QIcon Theme::icon(const QString& name, Token token) const {
    return QIcon(new SvgIconEngine(u":/icons/"_s + name + u".svg"_s, color(token), color(Token::BorderStrong)));
}

void setThemedIcon(QAbstractButton& button, const Theme& theme, const QString& name, Token token) {
    const auto draw = [&button, &theme, name, token] { button.setIcon(theme.icon(name, token)); };
    draw();
    QObject::connect(&theme, &Theme::changed, &button, draw);
}

void Theme::apply(QApplication& application) const {
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    application.setPalette(palette());
    application.setStyleSheet(styleSheet());
}

} // namespace lathe
