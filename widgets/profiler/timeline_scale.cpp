#include "widgets/profiler/timeline_scale.h"

#include <algorithm>
#include <cmath>

namespace lathe {

constexpr double kShortest = 1e-9;

void TimelineScale::show(double begin, double end, double limit) {
    const double wanted = std::clamp(end - begin, kShortest, std::max(limit, kShortest));
    const double middle = (begin + end) / 2;
    m_begin = std::clamp(middle - wanted / 2, 0.0, std::max(0.0, limit - wanted));
    m_end = m_begin + wanted;
}

void TimelineScale::zoomAt(double x, double factor, double limit) {
    const double time = toTime(x);
    const double wanted = std::clamp(span() / factor, kShortest, std::max(limit, kShortest));
    const double begin = time - x / m_width * wanted;
    show(begin, begin + wanted, limit);
}

void TimelineScale::pan(double pixels, double limit) {
    const double shift = pixels / m_width * span();
    show(m_begin + shift, m_end + shift, limit);
}

std::vector<double> TimelineScale::ticks(double spacing) const {
    const double least = span() * spacing / m_width;
    double step = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (step * factor < least) continue;
        step *= factor;
        break;
    }
    std::vector<double> times;
    for (double i = std::ceil(m_begin / step); i * step <= m_end; ++i)
        times.push_back(i * step);
    return times;
}

} // namespace lathe
