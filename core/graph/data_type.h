#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lathe {

/// Element types, with the numbers of onnx.TensorProto.DataType; and what values hold instead of elements, which no file
/// states by these numbers.
enum class DataType : std::int32_t {
    Undefined = 0,
    Float = 1,
    Uint8 = 2,
    Int8 = 3,
    Uint16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    Uint32 = 12,
    Uint64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    Bfloat16 = 16,
    Float8E4M3FN = 17,
    Float8E4M3FNUZ = 18,
    Float8E5M2 = 19,
    Float8E5M2FNUZ = 20,
    Uint4 = 21,
    Int4 = 22,
    Sequence = 1000, ///< a list of tensors
    Optional = 1001, ///< a list of at most one item: a tensor or a sequence
};

/// Bits of one element; 0 for String, Undefined and what holds tensors.
int bitWidth(DataType type);
/// Bytes of `count` elements, packed (4-bit types share bytes, rounded up).
std::int64_t byteSize(DataType type, std::int64_t count);
/// "float", "int8", "bfloat16" …: the names of the text format, reports and command line.
std::string_view toName(DataType type);
std::optional<DataType> dataTypeFromName(std::string_view name);

bool isFloatingPoint(DataType type); ///< Float, Double, Float16, Bfloat16, Float8…
bool isInteger(DataType type);       ///< signed and unsigned integers, not Bool

/// The DataType of a C++ element type.
template <class T>
struct DataTypeOf;
template <>
struct DataTypeOf<float> {
    static constexpr DataType value = DataType::Float;
};
template <>
struct DataTypeOf<double> {
    static constexpr DataType value = DataType::Double;
};
template <>
struct DataTypeOf<std::int8_t> {
    static constexpr DataType value = DataType::Int8;
};
template <>
struct DataTypeOf<std::uint8_t> {
    static constexpr DataType value = DataType::Uint8;
};
template <>
struct DataTypeOf<std::int16_t> {
    static constexpr DataType value = DataType::Int16;
};
template <>
struct DataTypeOf<std::uint16_t> {
    static constexpr DataType value = DataType::Uint16;
};
template <>
struct DataTypeOf<std::int32_t> {
    static constexpr DataType value = DataType::Int32;
};
template <>
struct DataTypeOf<std::uint32_t> {
    static constexpr DataType value = DataType::Uint32;
};
template <>
struct DataTypeOf<std::int64_t> {
    static constexpr DataType value = DataType::Int64;
};
template <>
struct DataTypeOf<std::uint64_t> {
    static constexpr DataType value = DataType::Uint64;
};
template <>
struct DataTypeOf<bool> {
    static constexpr DataType value = DataType::Bool;
};

} // namespace lathe
