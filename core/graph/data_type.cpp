#include "core/graph/data_type.h"

#include <array>

namespace lathe {
namespace {

struct DataTypeRow {
    DataType type;
    std::string_view name;
    int bits;
};

using enum DataType;
constexpr std::array<DataTypeRow, 25> kDataTypes{{
    {Undefined, "undefined", 0},
    {Float, "float", 32},
    {Uint8, "uint8", 8},
    {Int8, "int8", 8},
    {Uint16, "uint16", 16},
    {Int16, "int16", 16},
    {Int32, "int32", 32},
    {Int64, "int64", 64},
    {String, "string", 0},
    {Bool, "bool", 8},
    {Float16, "float16", 16},
    {Double, "double", 64},
    {Uint32, "uint32", 32},
    {Uint64, "uint64", 64},
    {Complex64, "complex64", 64},
    {Complex128, "complex128", 128},
    {Bfloat16, "bfloat16", 16},
    {Float8E4M3FN, "float8e4m3fn", 8},
    {Float8E4M3FNUZ, "float8e4m3fnuz", 8},
    {Float8E5M2, "float8e5m2", 8},
    {Float8E5M2FNUZ, "float8e5m2fnuz", 8},
    {Uint4, "uint4", 4},
    {Int4, "int4", 4},
    {Sequence, "sequence", 0},
    {Optional, "optional", 0},
}};

const DataTypeRow& rowOf(DataType type) {
    constexpr std::size_t kTensorTypes = static_cast<std::size_t>(Int4) + 1;
    const auto index = static_cast<std::size_t>(type);
    if (type == Sequence || type == Optional) return kDataTypes[kTensorTypes + index - static_cast<std::size_t>(Sequence)];
    return kDataTypes[index < kTensorTypes ? index : 0];
}

} // namespace

int bitWidth(DataType type) {
    return rowOf(type).bits;
}

std::int64_t byteSize(DataType type, std::int64_t count) {
    return (count * bitWidth(type) + 7) / 8;
}

std::string_view toName(DataType type) {
    return rowOf(type).name;
}

std::optional<DataType> dataTypeFromName(std::string_view name) {
    for (const DataTypeRow& row : kDataTypes)
        if (row.name == name) return row.type;
    return std::nullopt;
}

bool isFloatingPoint(DataType type) {
    switch (type) {
    case Float:
    case Double:
    case Float16:
    case Bfloat16:
    case Float8E4M3FN:
    case Float8E4M3FNUZ:
    case Float8E5M2:
    case Float8E5M2FNUZ:
        return true;
    default:
        return false;
    }
}

bool isInteger(DataType type) {
    switch (type) {
    case Uint8:
    case Int8:
    case Uint16:
    case Int16:
    case Int32:
    case Int64:
    case Uint32:
    case Uint64:
    case Uint4:
    case Int4:
        return true;
    default:
        return false;
    }
}

} // namespace lathe
