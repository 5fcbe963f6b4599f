#pragma once

#include <QString>

#include <cstdint>

namespace lathe {

/// `value` with `digits` significant digits, thousands separated, no exponent: 0.942, 3.49, 12.3, 1,240.
QString significant(double value, int digits = 3);
/// 3.49 M, 12.3 k, 87: `unit` follows the prefix ("3.49 MMAC" is unit "MAC").
QString formatCount(double value, const QString& unit = {});
/// Seconds as s, ms, µs or ns.
QString formatTime(double seconds);
/// `seconds` for the tick of an axis: in the unit that suits `largest`, with the digits that tell ticks `step` apart.
QString formatTick(double seconds, double step, double largest);
/// Bytes by 1024: B, KiB, MiB, GiB.
QString formatBytes(double bytes);
/// Bytes per second by 1000, as data sheets count: 12.3 GB/s.
QString formatRate(double bytesPerSecond);
/// A fraction of 1 as "96.3 %".
QString formatPercent(double fraction);
/// 1,234,567
QString formatInteger(std::int64_t value);

} // namespace lathe
