#include "core/ops/fourier.h"

#include "core/base/stop_point.h"

#include <cmath>
#include <numbers>

namespace lathe {
namespace {

/// exp(sign · 2πi · k / N) for k in [0, N).
ComplexLine rootsOfUnity(std::size_t count, bool isInverse) {
    ComplexLine roots(count);
    const double turn = (isInverse ? 2.0 : -2.0) * std::numbers::pi;
    for (std::size_t k = 0; k < count; ++k)
        roots[k] = std::polar(1.0, turn * static_cast<double>(k) / static_cast<double>(count));
    return roots;
}

/// The sum as it is defined; `step` leads from one root of this length to the next.
ComplexLine transformDirectly(const ComplexLine& line, const ComplexLine& roots, std::size_t step) {
    ComplexLine result(line.size());
    StopProbe isStopped;
    for (std::size_t k = 0; k < line.size() && !isStopped(); ++k)
        for (std::size_t n = 0, place = 0; n < line.size(); ++n, place = (place + k) % line.size())
            result[k] += line[n] * roots[place * step];
    return result;
}

ComplexLine transform(const ComplexLine& line, const ComplexLine& roots, std::size_t step) {
    if (line.size() % 2 != 0 || isStopAsked()) return transformDirectly(line, roots, step);
    const std::size_t half = line.size() / 2;
    ComplexLine even(half), odd(half);
    for (std::size_t i = 0; i < half; ++i) {
        even[i] = line[2 * i];
        odd[i] = line[2 * i + 1];
    }
    even = transform(even, roots, step * 2);
    odd = transform(odd, roots, step * 2);
    ComplexLine result(line.size());
    for (std::size_t k = 0; k < half; ++k) {
        const std::complex<double> turned = odd[k] * roots[k * step];
        result[k] = even[k] + turned;
        result[k + half] = even[k] - turned;
    }
    return result;
}

} // namespace

ComplexLine fourierTransform(ComplexLine line, bool isInverse) {
    if (line.size() < 2) return line;
    return transform(line, rootsOfUnity(line.size(), isInverse), 1);
}

} // namespace lathe
