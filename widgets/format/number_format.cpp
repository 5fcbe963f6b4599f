#include "widgets/format/number_format.h"
#include "widgets/common/strings.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

struct Step {
    double factor;
    QStringView name;
};

// The same in every language: a report copied from the screen must read alike everywhere.
const QLocale& numberLocale() {
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

template <std::size_t N>
QString scaled(double value, const std::array<Step, N>& steps, const QString& unit) {
    const double size = std::abs(value);
    for (const Step& step : steps) {
        // 999.96 must become 1.00 of the next step, not 1,000 of this one.
        if (size >= step.factor * 0.9995) return significant(value / step.factor) + u' ' + step.name + unit;
    }
    const Step& last = steps.back();
    return significant(value / last.factor) + u' ' + last.name + unit;
}

} // namespace

QString significant(double value, int digits) {
    if (std::isnan(value)) return u"–"_s;
    if (std::isinf(value)) return value > 0 ? u"∞"_s : u"−∞"_s;
    if (value == 0) return u"0"_s;
    int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    const double step = std::pow(10.0, exponent - digits + 1);
    const double rounded = std::round(value / step) * step;
    exponent = static_cast<int>(std::floor(std::log10(std::abs(rounded)) + 1e-12));
    const int decimals = std::clamp(digits - 1 - exponent, 0, 12);
    return numberLocale().toString(rounded, 'f', decimals);
}

QString formatCount(double value, const QString& unit) {
    static constexpr std::array<Step, 4> steps{{{1e12, u"T"}, {1e9, u"G"}, {1e6, u"M"}, {1e3, u"k"}}};
    if (std::abs(value) < 999.5) {
        const QString number = value == std::floor(value) ? numberLocale().toString(value, 'f', 0) : significant(value);
        return unit.isEmpty() ? number : number + u' ' + unit;
    }
    return scaled(value, steps, unit);
}

QString formatTime(double seconds) {
    static constexpr std::array<Step, 4> steps{{{1, u"s"}, {1e-3, u"ms"}, {1e-6, u"µs"}, {1e-9, u"ns"}}};
    return seconds == 0 ? u"0 ms"_s : scaled(seconds, steps, {});
}

QString formatTick(double seconds, double step, double largest) {
    static constexpr std::array<Step, 4> units{{{1, u"s"}, {1e-3, u"ms"}, {1e-6, u"µs"}, {1e-9, u"ns"}}};
    const auto unit = std::find_if(units.begin(), units.end() - 1, [&](const Step& u) { return largest >= u.factor * 0.9995; });
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step / unit->factor) - 1e-9)), 0, 9);
    return numberLocale().toString(seconds / unit->factor, 'f', decimals) + u' ' + unit->name;
}

QString formatBytes(double bytes) {
    static constexpr std::array<Step, 5> steps{
        {{1099511627776.0, u"TiB"}, {1073741824.0, u"GiB"}, {1048576.0, u"MiB"}, {1024.0, u"KiB"}, {1, u"B"}}};
    return bytes == 0 ? u"0 B"_s : scaled(bytes, steps, {});
}

QString formatRate(double bytesPerSecond) {
    static constexpr std::array<Step, 4> steps{{{1e9, u"GB/s"}, {1e6, u"MB/s"}, {1e3, u"kB/s"}, {1, u"B/s"}}};
    return bytesPerSecond == 0 ? u"0 GB/s"_s : scaled(bytesPerSecond, steps, {});
}

QString formatPercent(double fraction) {
    return significant(fraction * 100) + u" %"_s;
}

QString formatInteger(std::int64_t value) {
    return numberLocale().toString(static_cast<qlonglong>(value));
}

} // namespace lathe
