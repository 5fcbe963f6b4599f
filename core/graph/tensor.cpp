#include "core/graph/tensor.h"

#include <sys/mman.h>

#include "core/base/float16.h"
#include "core/base/memory_budget.h"
#include "core/graph/element_type.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>

namespace lathe {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMappedSize = std::size_t(64) << 20;

std::shared_ptr<const void> allocateZeroed(std::size_t size) {
    const std::size_t rounded = (size + kAlignment - 1) / kAlignment * kAlignment + kAlignment;
    auto share = std::make_shared<MemoryShare>(static_cast<std::int64_t>(rounded));
    if (rounded >= kMappedSize) {
        // Pages of zeros that cost nothing before they are touched: a large tensor is there at once, and Ctrl-C is heard.
        void* pages = ::mmap(nullptr, rounded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) throw std::bad_alloc();
        return {pages, [rounded, share](const void* p) { ::munmap(const_cast<void*>(p), rounded); }};
    }
    void* memory = std::aligned_alloc(kAlignment, rounded);
    if (!memory) throw std::bad_alloc();
    std::memset(memory, 0, rounded);
    return {memory, [share](const void* p) { std::free(const_cast<void*>(p)); }};
}

/// What a list takes that tensors own, with its share of the budget.
template <class T>
struct Held {
    std::vector<T> list;
    MemoryShare share;
};

std::int64_t bytesOf(std::span<const std::string> texts) {
    std::size_t total = texts.size() * sizeof(std::string);
    for (const std::string& text : texts)
        total += text.capacity();
    return static_cast<std::int64_t>(total);
}

/// A list behind a pointer to itself alone; what the items share among themselves is not counted again.
template <class T>
std::shared_ptr<const std::vector<T>> held(std::vector<T> list, std::int64_t bytes) {
    auto owner = std::make_shared<const Held<T>>(Held<T>{std::move(list), MemoryShare(bytes)});
    return {owner, &owner->list};
}

int nibbleAt(std::span<const std::byte> bytes, std::int64_t index) {
    const int pair = std::to_integer<int>(bytes[static_cast<std::size_t>(index / 2)]);
    return index % 2 == 0 ? pair & 0xF : pair >> 4;
}

float float8ToFloat(std::uint8_t bits, int exponentBits, int bias, bool isFnuz, bool hasInfinity) {
    const int mantissaBits = 7 - exponentBits;
    const int exponent = (bits >> mantissaBits) & ((1 << exponentBits) - 1);
    const int mantissa = bits & ((1 << mantissaBits) - 1);
    const float sign = (bits & 0x80) ? -1.0f : 1.0f;
    if (isFnuz && bits == 0x80) return std::numeric_limits<float>::quiet_NaN();
    const bool isTop = exponent == (1 << exponentBits) - 1;
    if (hasInfinity && isTop)
        return mantissa == 0 ? sign * std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
    if (!isFnuz && !hasInfinity && (bits & 0x7F) == 0x7F) return std::numeric_limits<float>::quiet_NaN();
    const float fraction = static_cast<float>(mantissa) / static_cast<float>(1 << mantissaBits);
    if (exponent == 0) return sign * std::ldexp(fraction, 1 - bias);
    return sign * std::ldexp(1.0f + fraction, exponent - bias);
}

/// Calls visit(index, value) with every element as its nearest C++ arithmetic type.
template <class Visit>
void forEachElement(const Tensor& tensor, Visit visit) {
    const auto plain = [&]<class T>(T) {
        const auto values = tensor.data<T>();
        for (std::size_t i = 0; i < values.size(); ++i)
            visit(i, values[i]);
    };
    const auto converted = [&]<class T>(T, auto convert) {
        const auto values = tensor.data<T>();
        for (std::size_t i = 0; i < values.size(); ++i)
            visit(i, convert(values[i]));
    };
    switch (tensor.type()) {
    case DataType::Float:
        return plain(float{});
    case DataType::Double:
        return plain(double{});
    case DataType::Int8:
        return plain(std::int8_t{});
    case DataType::Uint8:
    case DataType::Bool:
        return plain(std::uint8_t{});
    case DataType::Int16:
        return plain(std::int16_t{});
    case DataType::Uint16:
        return plain(std::uint16_t{});
    case DataType::Int32:
        return plain(std::int32_t{});
    case DataType::Uint32:
        return plain(std::uint32_t{});
    case DataType::Int64:
        return plain(std::int64_t{});
    case DataType::Uint64:
        return plain(std::uint64_t{});
    case DataType::Float16:
        return converted(std::uint16_t{}, halfToFloat);
    case DataType::Bfloat16:
        return converted(std::uint16_t{}, bfloat16ToFloat);
    case DataType::Float8E4M3FN:
        return converted(std::uint8_t{}, [](std::uint8_t b) { return float8ToFloat(b, 4, 7, false, false); });
    case DataType::Float8E4M3FNUZ:
        return converted(std::uint8_t{}, [](std::uint8_t b) { return float8ToFloat(b, 4, 8, true, false); });
    case DataType::Float8E5M2:
        return converted(std::uint8_t{}, [](std::uint8_t b) { return float8ToFloat(b, 5, 15, false, true); });
    case DataType::Float8E5M2FNUZ:
        return converted(std::uint8_t{}, [](std::uint8_t b) { return float8ToFloat(b, 5, 16, true, false); });
    case DataType::Uint4:
        for (std::int64_t i = 0; i < tensor.elementCount(); ++i)
            visit(static_cast<std::size_t>(i), nibbleAt(tensor.bytes(), i));
        return;
    case DataType::Int4:
        for (std::int64_t i = 0; i < tensor.elementCount(); ++i) {
            const int nibble = nibbleAt(tensor.bytes(), i);
            visit(static_cast<std::size_t>(i), nibble >= 8 ? nibble - 16 : nibble);
        }
        return;
    case DataType::Undefined:
    case DataType::String:
    case DataType::Complex64:
    case DataType::Complex128:
    case DataType::Sequence:
    case DataType::Optional:
        return;
    }
}

template <class T>
std::vector<T> toVector(const Tensor& tensor) {
    std::vector<T> values(static_cast<std::size_t>(tensor.elementCount()));
    forEachElement(tensor, [&](std::size_t i, auto value) { values[i] = static_cast<T>(value); });
    return values;
}

bool isAligned(DataType type, std::span<const std::byte> bytes) {
    if (type == DataType::String || bytes.empty()) return true;
    const auto alignment = static_cast<std::uintptr_t>(std::clamp(bitWidth(type) / 8, 1, 8)); // complex128 is two doubles
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % alignment == 0;
}

} // namespace

struct Tensor::AlignedCopy {
    std::once_flag made;
    std::shared_ptr<const void> memory;
};

Tensor::Tensor(DataType type, std::vector<std::int64_t> dims, std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
    : m_type(type), m_dims(std::move(dims)), m_count(elementCountOf(m_dims).value_or(0)), m_bytes(bytes), m_owner(std::move(owner)) {
    assert(type == DataType::String || byteSize(type, m_count) == static_cast<std::int64_t>(bytes.size()));
    if (!isAligned(type, bytes)) m_aligned = std::make_shared<AlignedCopy>();
}

std::span<const std::byte> Tensor::alignedBytes() const {
    std::call_once(m_aligned->made, [this] {
        m_aligned->memory = allocateZeroed(m_bytes.size());
        std::memcpy(const_cast<void*>(m_aligned->memory.get()), m_bytes.data(), m_bytes.size());
    });
    return {static_cast<const std::byte*>(m_aligned->memory.get()), m_bytes.size()};
}

Tensor Tensor::makeZeros(DataType type, std::vector<std::int64_t> dims) {
    const auto count = elementCountOf(dims);
    assert(count.has_value() && type != DataType::String && !isContainer(type));
    const auto size = static_cast<std::size_t>(byteSize(type, *count));
    auto owner = allocateZeroed(size);
    const std::span bytes(static_cast<const std::byte*>(owner.get()), size);
    return Tensor(type, std::move(dims), bytes, std::move(owner));
}

Result<Tensor> Tensor::makeChecked(DataType type, std::vector<std::int64_t> dims, std::int64_t maxBytes) {
    const auto count = elementCountOf(dims);
    if (!count || *count > maxBytes || byteSize(type, *count) > maxBytes)
        return Error::input("a tensor of shape " + toText(dims) + " and type " + std::string(toName(type)) +
                            " is larger than the limit of " + std::to_string(maxBytes >> 20) + " MiB");
    try {
        return makeZeros(type, std::move(dims));
    } catch (const std::bad_alloc&) {
        return Error::noMemory();
    }
}

Tensor Tensor::ofStrings(std::vector<std::int64_t> dims, std::vector<std::string> values) {
    const std::int64_t bytes = bytesOf(values);
    const auto owner = held(std::move(values), bytes);
    return Tensor(DataType::String, std::move(dims), std::as_bytes(std::span(*owner)), owner);
}

Tensor Tensor::ofItems(DataType container, std::vector<Tensor> items) {
    assert(isContainer(container) && (container != DataType::Optional || items.size() <= 1));
    const auto count = static_cast<std::int64_t>(items.size());
    return Tensor(container, {count}, {}, held(std::move(items), count * static_cast<std::int64_t>(sizeof(Tensor))));
}

std::span<const Tensor> Tensor::items() const {
    if (!isContainer(m_type)) return {};
    return *static_cast<const std::vector<Tensor>*>(m_owner.get());
}

std::int64_t Tensor::contentBytes() const {
    std::int64_t total = sizeBytes();
    for (const Tensor& item : items())
        total += item.contentBytes();
    return total;
}

std::span<const std::string> Tensor::strings() const {
    assert(m_type == DataType::String);
    return {reinterpret_cast<const std::string*>(m_bytes.data()), static_cast<std::size_t>(m_count)};
}

Tensor Tensor::reshaped(std::vector<std::int64_t> dims) const {
    Tensor other = *this;
    assert(elementCountOf(dims) == m_count);
    other.m_dims = std::move(dims);
    return other;
}

Tensor Tensor::clone() const {
    if (m_type == DataType::String || !isPresent()) return *this;
    if (isContainer(m_type)) {
        std::vector<Tensor> copies;
        for (const Tensor& item : items())
            copies.push_back(item.clone());
        return ofItems(m_type, std::move(copies));
    }
    Tensor copy = makeZeros(m_type, m_dims);
    if (!m_bytes.empty()) std::memcpy(const_cast<std::byte*>(copy.m_bytes.data()), m_bytes.data(), m_bytes.size());
    return copy;
}

std::vector<double> Tensor::toDoubles() const {
    return toVector<double>(*this);
}

std::vector<std::int64_t> Tensor::toInt64s() const {
    return toVector<std::int64_t>(*this);
}

Tensor Tensor::toFloat() const {
    if (m_type == DataType::Float) return *this;
    Tensor result = makeZeros(DataType::Float, m_dims);
    const auto values = result.mutableData<float>();
    forEachElement(*this, [&](std::size_t i, auto value) { values[i] = static_cast<float>(value); });
    return result;
}

bool areIdentical(const Tensor& a, const Tensor& b) {
    if (a.type() != b.type() || a.dims() != b.dims()) return false;
    if (a.type() == DataType::String) return std::ranges::equal(a.strings(), b.strings());
    if (isContainer(a.type())) return std::ranges::equal(a.items(), b.items(), areIdentical);
    const auto x = a.storedBytes(), y = b.storedBytes();
    return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size()) == 0);
}

} // namespace lathe
