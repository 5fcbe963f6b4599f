#pragma once

#include <complex>
#include <cstdint>
#include <vector>

namespace lathe {

using ComplexLine = std::vector<std::complex<double>>;

/// X[k] = Σ x[n] · exp(∓2πi · k · n / N), the upper sign forwards; not scaled. Halves even lengths (Cooley and Tukey 1965)
/// and adds up the odd rest term by term: N log N for powers of two. Leaves early when the job is stopped.
ComplexLine fourierTransform(ComplexLine line, bool isInverse);

} // namespace lathe
