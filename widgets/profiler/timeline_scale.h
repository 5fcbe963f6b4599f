#pragma once

#include <string>
#include <vector>

namespace lathe {

/// time ↔ x of the timeline: a value, without a widget. Seconds and pixels.
class TimelineScale {
public:
    TimelineScale() = default;
    TimelineScale(double begin, double end, double width) : m_begin(begin), m_end(end), m_width(width) {}

    double begin() const { return m_begin; }
    double end() const { return m_end; }
    double span() const { return m_end - m_begin; }
    double width() const { return m_width; }
    double toX(double time) const { return (time - m_begin) / span() * m_width; }
    double toTime(double x) const { return m_begin + x / m_width * span(); }

    void setWidth(double width) { m_width = width; }
    /// Keeps the time under `x` where it is; the view stays inside [0, limit] and never under a nanosecond.
    void zoomAt(double x, double factor, double limit);
    void pan(double pixels, double limit);
    void show(double begin, double end, double limit);

    /// Tick times at 1, 2 or 5 × 10^n, at least `spacing` pixels apart.
    std::vector<double> ticks(double spacing) const;

private:
    double m_begin = 0, m_end = 1e-3, m_width = 100;
};

} // namespace lathe
