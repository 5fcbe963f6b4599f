#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lathe {

/// One dimension: a number, a named symbol ("batch"), or unknown (neither).
struct Dim {
    std::int64_t value = -1; ///< >= 0 when known
    std::string symbol;      ///< only when value is not known

    Dim() = default;
    Dim(std::int64_t known) : value(known) {}
    static Dim named(std::string symbol) {
        Dim dim;
        dim.symbol = std::move(symbol);
        return dim;
    }

    bool isKnown() const { return value >= 0; }
    bool operator==(const Dim&) const = default;
};

/// The dimensions of a tensor whose rank is known. A tensor of unknown rank has no Shape (std::optional<Shape>).
struct Shape {
    std::vector<Dim> dims;

    Shape() = default;
    explicit Shape(std::vector<Dim> d) : dims(std::move(d)) {}
    static Shape of(std::span<const std::int64_t> known);

    std::int64_t rank() const { return static_cast<std::int64_t>(dims.size()); }
    bool isStatic() const;
    /// All dimensions as numbers, or nothing when one is not known.
    std::optional<std::vector<std::int64_t>> known() const;
    /// Number of elements when every dimension is known and the product fits; else nothing.
    std::optional<std::int64_t> elementCount() const;
    bool operator==(const Shape&) const = default;
};

/// Product of dimensions; nothing on a negative dimension or when it exceeds 2^62.
std::optional<std::int64_t> elementCountOf(std::span<const std::int64_t> dims);

/// "[1, 3, batch, ?]"
std::string toText(const Shape& shape);
/// "1x3x224x224"
std::string toCompactText(const Shape& shape);
std::string toText(std::span<const std::int64_t> dims);

/// Row-major strides in elements.
std::vector<std::int64_t> rowMajorStrides(std::span<const std::int64_t> dims);

} // namespace lathe
