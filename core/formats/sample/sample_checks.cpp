#include "core/formats/sample/sample_checks.h"

#include "core/base/float16.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace lathe {
namespace {

std::string numberText(double value) {
    char text[48];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// "[0, 2, 5]" of the element at a row-major position.
std::string positionText(const std::vector<std::int64_t>& dims, std::int64_t at) {
    std::vector<std::int64_t> position(dims.size());
    for (std::size_t axis = dims.size(); axis-- > 0; at /= dims[axis])
        position[axis] = at % dims[axis];
    return toText(position);
}

std::string titleOf(const InputSpec& input) {
    return "the input '" + input.name + "'";
}

Status checkFinite(const Tensor& tensor, const InputSpec& input) {
    const auto values = tensor.data<float>();
    std::int64_t count = 0, first = -1;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) continue;
        if (count++ == 0) first = static_cast<std::int64_t>(i);
    }
    if (count == 0) return {};
    const float value = values[static_cast<std::size_t>(first)];
    const std::string what = std::isnan(value) ? "what is no number (NaN)" : "an infinity";
    return Error::input("holds " + what + " at " + positionText(tensor.dims(), first) +
                            (count > 1 ? ", and " + std::to_string(count - 1) + " more such" : "") + "; " + titleOf(input) +
                            " needs finite numbers",
                        {}, std::isnan(value) ? "look where the data are made" : "write a large finite number instead");
}

template <class T>
Result<Tensor> integersAs(const Tensor& tensor, const InputSpec& input) {
    Tensor result = Tensor::makeZeros(DataTypeOf<T>::value, tensor.dims());
    const auto values = result.mutableData<T>();
    const std::vector<std::int64_t> from = tensor.toInt64s();
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!std::in_range<T>(from[i]))
            return Error::input("holds " + std::to_string(from[i]) + " at " + positionText(tensor.dims(), static_cast<std::int64_t>(i)) +
                                "; " + titleOf(input) + " takes " + std::string(toName(input.elementType)) + ", " +
                                std::to_string(std::numeric_limits<T>::min()) + " to " + std::to_string(std::numeric_limits<T>::max()));
        values[i] = static_cast<T>(from[i]);
    }
    return result;
}

struct IntegerRow {
    DataType type;
    Result<Tensor> (*convert)(const Tensor&, const InputSpec&);
};
constexpr IntegerRow kIntegers[] = {
    {DataType::Uint8, integersAs<std::uint8_t>},   {DataType::Int8, integersAs<std::int8_t>},
    {DataType::Uint16, integersAs<std::uint16_t>}, {DataType::Int16, integersAs<std::int16_t>},
    {DataType::Uint32, integersAs<std::uint32_t>}, {DataType::Int32, integersAs<std::int32_t>},
    {DataType::Uint64, integersAs<std::uint64_t>}, {DataType::Int64, integersAs<std::int64_t>},
};

/// Real numbers of any width in that of the input.
Tensor realsAs(const Tensor& tensor, DataType type) {
    const std::vector<double> from = tensor.toDoubles();
    Tensor result = Tensor::makeZeros(type, tensor.dims());
    if (type == DataType::Double)
        std::ranges::copy(from, result.mutableData<double>().begin());
    else
        std::ranges::transform(from, result.mutableData<std::uint16_t>().begin(),
                               [](double value) { return floatToHalf(static_cast<float>(value)); });
    return result;
}

/// Integers into another type of integers, where all of them fit; nothing is rounded or wrapped.
Result<Tensor> withType(const Tensor& tensor, const InputSpec& input) {
    if (tensor.type() == input.elementType) return tensor;
    if (isFloatingPoint(tensor.type()) && (input.elementType == DataType::Double || input.elementType == DataType::Float16))
        return realsAs(tensor, input.elementType);
    if (isInteger(tensor.type()))
        for (const IntegerRow& row : kIntegers)
            if (row.type == input.elementType) return row.convert(tensor, input);
    return Error::input("has elements of type " + std::string(toName(tensor.type())) + "; " + titleOf(input) + " takes " +
                            std::string(toName(input.elementType)),
                        {}, "convert the array (numpy: astype)");
}

} // namespace

Status checkLevels(const Tensor& tensor, const InputSpec& input) {
    if (!takesPictures(input) || tensor.type() == DataType::Uint8) return {};
    const float low = input.typeRuntime == "yuv444_128" ? -128.0f : 0.0f, high = low + 255.0f;
    const Tensor levels = tensor.toFloat();
    const auto values = levels.data<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] >= low && values[i] <= high && values[i] == std::nearbyint(values[i])) continue;
        return Error::input("holds " + numberText(values[i]) + " at " + positionText(tensor.dims(), static_cast<std::int64_t>(i)) + "; " +
                                titleOf(input) + " takes " + input.typeRuntime + " levels, whole numbers from " + numberText(low) + " to " +
                                numberText(high),
                            {}, "give the picture before mean and scale: the program does that itself");
    }
    return {};
}

Result<Tensor> fittedSample(const Tensor& tensor, const InputSpec& input) {
    const std::vector<std::int64_t> expected = runtimeShape(input);
    if (tensor.dims() == expected) return tensor;
    std::vector<std::int64_t> batched{1};
    batched.insert(batched.end(), tensor.dims().begin(), tensor.dims().end());
    if (batched == expected) return tensor.reshaped(batched);
    return Error::input("has the shape " + toText(tensor.dims()) + "; " + titleOf(input) + " needs " + toText(expected));
}

Result<Tensor> checkedSample(const Tensor& tensor, const InputSpec& input) {
    const bool isNumeric = isFloatingPoint(tensor.type()) || isInteger(tensor.type()) || tensor.type() == DataType::Bool;
    if (!isNumeric) return Error::input("holds no numbers");
    LATHE_TRY(const Tensor shaped, fittedSample(tensor, input));
    if (takesPictures(input)) {
        LATHE_CHECK(checkLevels(shaped, input));
        return shaped.toFloat();
    }
    if (isFloatingPoint(input.elementType)) LATHE_CHECK(checkFinite(shaped.toFloat(), input));
    return input.elementType == DataType::Float ? shaped.toFloat() : withType(shaped, input);
}

} // namespace lathe
