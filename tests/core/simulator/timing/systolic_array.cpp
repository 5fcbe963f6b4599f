#include "tests/core/simulator/timing/systolic_array.h"

namespace lathe::test {
namespace {

using Matrix = std::vector<std::vector<std::int64_t>>;

Matrix zeros(std::int64_t rows, std::int64_t columns) {
    return Matrix(static_cast<std::size_t>(rows), std::vector<std::int64_t>(static_cast<std::size_t>(columns), 0));
}

std::int64_t& at(Matrix& m, std::int64_t r, std::int64_t c) {
    return m[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
}

/// The element, or zero outside.
std::int64_t element(const Matrix& m, std::int64_t r, std::int64_t c) {
    const auto rows = static_cast<std::int64_t>(m.size()), columns = rows > 0 ? static_cast<std::int64_t>(m[0].size()) : 0;
    return r >= 0 && r < rows && c >= 0 && c < columns ? m[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] : 0;
}

class Array {
public:
    Array(std::int64_t rows, std::int64_t columns)
        : m_rows(rows), m_columns(columns), m_right(zeros(rows, columns)), m_down(zeros(rows, columns)), m_held(zeros(rows, columns)) {}

    /// Weights come in from the top, a row per cycle; then pixels from the left, each row a cycle later than the one above.
    std::int64_t weightStationary(const Matrix& pixels, const Matrix& weights, std::int64_t firstDepth, std::int64_t firstOutput,
                                  Matrix& out) {
        std::int64_t cycles = 0;
        for (std::int64_t row = m_rows - 1; row >= 0; --row, ++cycles)
            shiftHeldDown([&](std::int64_t c) { return element(weights, firstDepth + row, firstOutput + c); });
        const auto count = static_cast<std::int64_t>(pixels.size());
        std::int64_t left = count * m_columns;
        for (std::int64_t n = 0; left > 0; ++n, ++cycles) {
            const auto enters = [&](std::int64_t r) { return element(pixels, n - r, firstDepth + r); };
            Matrix right = zeros(m_rows, m_columns), down = zeros(m_rows, m_columns);
            for (std::int64_t r = 0; r < m_rows; ++r) {
                for (std::int64_t c = 0; c < m_columns; ++c) {
                    at(right, r, c) = c == 0 ? enters(r) : at(m_right, r, c - 1);
                    at(down, r, c) = (r == 0 ? 0 : at(m_down, r - 1, c)) + at(right, r, c) * at(m_held, r, c);
                }
            }
            m_right = right, m_down = down;
            for (std::int64_t c = 0; c < m_columns; ++c) {
                const std::int64_t pixel = n - (m_rows - 1) - c;
                if (pixel < 0 || pixel >= count) continue;
                if (firstOutput + c < static_cast<std::int64_t>(out[0].size()))
                    at(out, pixel, firstOutput + c) += at(m_down, m_rows - 1, c);
                --left;
            }
        }
        return cycles;
    }

    /// Pixels from the left and weights from the top, both skewed; the sums stay, and leave at the bottom in the end.
    std::int64_t outputStationary(const Matrix& pixels, const Matrix& weights, std::int64_t firstPixel, std::int64_t firstOutput,
                                  Matrix& out) {
        const auto depth = static_cast<std::int64_t>(weights.size());
        m_held = zeros(m_rows, m_columns);
        std::int64_t cycles = 0, products = 0;
        for (std::int64_t n = 0; products < depth * m_rows * m_columns; ++n, ++cycles) {
            Matrix right = zeros(m_rows, m_columns), down = zeros(m_rows, m_columns);
            for (std::int64_t r = 0; r < m_rows; ++r) {
                for (std::int64_t c = 0; c < m_columns; ++c) {
                    at(right, r, c) = c == 0 ? element(pixels, firstPixel + r, n - r) : at(m_right, r, c - 1);
                    at(down, r, c) = r == 0 ? element(weights, n - c, firstOutput + c) : at(m_down, r - 1, c);
                    at(m_held, r, c) += at(right, r, c) * at(down, r, c);
                    products += n - r - c >= 0 && n - r - c < depth;
                }
            }
            m_right = right, m_down = down;
        }
        for (std::int64_t row = m_rows - 1; row >= 0; --row, ++cycles) {
            for (std::int64_t c = 0; c < m_columns; ++c) {
                const bool isInside =
                    firstPixel + row < static_cast<std::int64_t>(out.size()) && firstOutput + c < static_cast<std::int64_t>(out[0].size());
                if (isInside) at(out, firstPixel + row, firstOutput + c) = at(m_held, m_rows - 1, c);
            }
            shiftHeldDown([](std::int64_t) { return std::int64_t(0); });
        }
        return cycles;
    }

private:
    template <class Enters>
    void shiftHeldDown(Enters enters) {
        for (std::int64_t r = m_rows - 1; r > 0; --r)
            m_held[static_cast<std::size_t>(r)] = m_held[static_cast<std::size_t>(r) - 1];
        for (std::int64_t c = 0; c < m_columns; ++c)
            at(m_held, 0, c) = enters(c);
    }

    std::int64_t m_rows, m_columns;
    Matrix m_right, m_down; ///< what moves along rows and columns
    Matrix m_held;          ///< weights, or sums
};

Matrix counted(std::int64_t rows, std::int64_t columns, std::int64_t seed) {
    Matrix m = zeros(rows, columns);
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            at(m, r, c) = (seed + r * 31 + c * 17) % 23 - 11;
    return m;
}

bool isProduct(const Matrix& out, const Matrix& a, const Matrix& b) {
    for (std::size_t r = 0; r < out.size(); ++r) {
        for (std::size_t c = 0; c < out[r].size(); ++c) {
            std::int64_t sum = 0;
            for (std::size_t k = 0; k < b.size(); ++k)
                sum += a[r][k] * b[k][c];
            if (sum != out[r][c]) return false;
        }
    }
    return true;
}

} // namespace

SystolicRun stepProduct(const MatrixProduct& product, Dataflow dataflow, std::int64_t rows, std::int64_t columns) {
    const Matrix pixels = counted(product.pixels, product.depth, 3), weights = counted(product.depth, product.outputs, 8);
    Matrix out = zeros(product.pixels, product.outputs);
    const bool holdsWeights = dataflow == Dataflow::WeightStationary;
    SystolicRun run;
    const std::int64_t onRows = holdsWeights ? product.depth : product.pixels;
    for (std::int64_t row = 0; row < onRows; row += rows) {
        for (std::int64_t column = 0; column < product.outputs; column += columns) {
            Array array(rows, columns);
            run.cycles += holdsWeights ? array.weightStationary(pixels, weights, row, column, out)
                                       : array.outputStationary(pixels, weights, row, column, out);
        }
    }
    run.isRight = isProduct(out, pixels, weights);
    return run;
}

} // namespace lathe::test
