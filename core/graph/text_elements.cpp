#include "core/graph/text_elements.h"

#include "core/base/float16.h"

#include <charconv>
#include <cmath>

namespace lathe {
namespace {

template <class T>
std::optional<T> parsedNumber(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class T>
std::string numberText(T value) {
    char text[40];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return error == std::errc{} ? std::string(text, end) : std::string("nan");
}

template <class T>
bool put(Tensor& tensor, std::int64_t index, std::optional<T> value) {
    if (!value) return false;
    tensor.mutableData<T>()[static_cast<std::size_t>(index)] = *value;
    return true;
}

bool putHalf(Tensor& tensor, std::int64_t index, std::string_view text, std::uint16_t (*convert)(float)) {
    const auto value = parsedNumber<float>(text);
    return value && put<std::uint16_t>(tensor, index, convert(*value));
}

bool putBool(Tensor& tensor, std::int64_t index, std::string_view text) {
    const bool isTrue = text == "true" || text == "1";
    if (!isTrue && text != "false" && text != "0") return false;
    return put<std::uint8_t>(tensor, index, std::uint8_t(isTrue ? 1 : 0));
}

bool putNibble(Tensor& tensor, std::int64_t index, std::string_view text, int lowest) {
    const auto value = parsedNumber<int>(text);
    if (!value || *value < lowest || *value > lowest + 15) return false;
    const auto bytes = const_cast<std::byte*>(tensor.bytes().data()) + index / 2;
    const int shift = index % 2 == 0 ? 0 : 4;
    *bytes = (*bytes & std::byte(0xF0 >> shift)) | std::byte((*value & 0xF) << shift);
    return true;
}

std::string nibbleText(const Tensor& tensor, std::int64_t index) {
    const int pair = std::to_integer<int>(tensor.bytes()[static_cast<std::size_t>(index / 2)]);
    const int nibble = index % 2 == 0 ? pair & 0xF : pair >> 4;
    return std::to_string(tensor.type() == DataType::Int4 && nibble >= 8 ? nibble - 16 : nibble);
}

std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

} // namespace

bool hasElementText(DataType type) {
    using enum DataType;
    switch (type) {
    case Float:
    case Double:
    case Float16:
    case Bfloat16:
    case Bool:
    case Int4:
    case Uint4:
        return true;
    default:
        return isInteger(type);
    }
}

bool setElementFromText(Tensor& tensor, std::int64_t index, std::string_view text) {
    switch (tensor.type()) {
    case DataType::Float:
        return put(tensor, index, parsedNumber<float>(text));
    case DataType::Double:
        return put(tensor, index, parsedNumber<double>(text));
    case DataType::Float16:
        return putHalf(tensor, index, text, floatToHalf);
    case DataType::Bfloat16:
        return putHalf(tensor, index, text, floatToBfloat16);
    case DataType::Bool:
        return putBool(tensor, index, text);
    case DataType::Int8:
        return put(tensor, index, parsedNumber<std::int8_t>(text));
    case DataType::Uint8:
        return put(tensor, index, parsedNumber<std::uint8_t>(text));
    case DataType::Int16:
        return put(tensor, index, parsedNumber<std::int16_t>(text));
    case DataType::Uint16:
        return put(tensor, index, parsedNumber<std::uint16_t>(text));
    case DataType::Int32:
        return put(tensor, index, parsedNumber<std::int32_t>(text));
    case DataType::Uint32:
        return put(tensor, index, parsedNumber<std::uint32_t>(text));
    case DataType::Int64:
        return put(tensor, index, parsedNumber<std::int64_t>(text));
    case DataType::Uint64:
        return put(tensor, index, parsedNumber<std::uint64_t>(text));
    case DataType::Int4:
        return putNibble(tensor, index, text, -8);
    case DataType::Uint4:
        return putNibble(tensor, index, text, 0);
    default:
        return false;
    }
}

std::string elementText(const Tensor& tensor, std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    switch (tensor.type()) {
    case DataType::Float:
        return numberText(tensor.data<float>()[i]);
    case DataType::Double:
        return numberText(tensor.data<double>()[i]);
    case DataType::Float16:
        return numberText(halfToFloat(tensor.data<std::uint16_t>()[i]));
    case DataType::Bfloat16:
        return numberText(bfloat16ToFloat(tensor.data<std::uint16_t>()[i]));
    case DataType::Bool:
        return tensor.data<std::uint8_t>()[i] ? "true" : "false";
    case DataType::Int8:
        return numberText(int(tensor.data<std::int8_t>()[i]));
    case DataType::Uint8:
        return numberText(int(tensor.data<std::uint8_t>()[i]));
    case DataType::Int16:
        return numberText(tensor.data<std::int16_t>()[i]);
    case DataType::Uint16:
        return numberText(tensor.data<std::uint16_t>()[i]);
    case DataType::Int32:
        return numberText(tensor.data<std::int32_t>()[i]);
    case DataType::Uint32:
        return numberText(tensor.data<std::uint32_t>()[i]);
    case DataType::Int64:
        return numberText(tensor.data<std::int64_t>()[i]);
    case DataType::Uint64:
        return numberText(tensor.data<std::uint64_t>()[i]);
    case DataType::Int4:
    case DataType::Uint4:
        return nibbleText(tensor, index);
    default:
        return "?";
    }
}

std::string floatText(float value) {
    std::string text = numberText(value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

void fillRandom(Tensor& tensor, std::uint64_t seed, double low, double high) {
    const bool isFloating = isFloatingPoint(tensor.type());
    std::uint64_t state = seed;
    for (std::int64_t i = 0; i < tensor.elementCount(); ++i) {
        const double u = static_cast<double>(splitmix64(state) >> 11) * 0x1.0p-53;
        if (tensor.type() == DataType::Float)
            tensor.mutableData<float>()[static_cast<std::size_t>(i)] = static_cast<float>(low + (high - low) * u);
        else
            setElementFromText(tensor, i,
                               isFloating ? numberText(low + (high - low) * u)
                                          : numberText(static_cast<std::int64_t>(std::floor(low + (high - low + 1) * u))));
    }
}

} // namespace lathe
