#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::caffe {

/// Line and column in a text, from 1; 0 in a binary file.
struct Place {
    int line = 0;
    int column = 0;
};

struct Message;

/// One field of a message: a scalar as text, whichever of the two encodings it came from (numbers in digits, words and strings
/// without quotes), a message of its own, or the undecoded bytes of a blob of a .caffemodel.
struct Field {
    std::string_view name;
    std::string_view text;
    std::span<const std::byte> bytes;
    std::unique_ptr<Message> message;
    Place place;
};

/// A protobuf message as a tree, the same for a .prototxt and a .caffemodel. Repeated fields are several fields of one name.
/// The typed reads take what checkMessage() (schema.h) has let pass; anything else reads as the fallback.
struct Message {
    std::vector<Field> fields;
    Place place;

    /// The last field of that name, as protobuf reads an optional field that stands twice; null when there is none.
    const Field* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::vector<const Field*> all(std::string_view name) const;
    /// The message in that field; an empty one when there is none.
    const Message& sub(std::string_view name) const;

    std::int64_t integer(std::string_view name, std::int64_t fallback) const;
    double real(std::string_view name, double fallback) const;
    bool flag(std::string_view name, bool fallback) const;
    std::string_view text(std::string_view name, std::string_view fallback = {}) const;
    std::vector<std::int64_t> integers(std::string_view name) const;
    std::vector<float> reals(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
};

/// A file as a tree, with what its views look into.
struct Document {
    Message root;
    std::shared_ptr<const void> owner; ///< of the file's bytes
    std::deque<std::string> made;      ///< texts that do not stand in the file as they are
    std::int64_t fieldCount = 0;

    std::string_view keep(std::string text) { return made.emplace_back(std::move(text)); }
};

/// What a file of few bytes can make us allocate: some hundred bytes of tree per field, or a node and a value. The largest public
/// networks have 50,000 fields.
inline constexpr std::int64_t kMaxFields = std::int64_t(1) << 19;
/// Of names of layers and blobs, which the names of nodes and values are made from.
inline constexpr std::size_t kMaxName = 512;
/// As Caffe's.
inline constexpr std::size_t kMaxRank = 32;
/// Messages in messages; Caffe's own go to 6.
inline constexpr int kMaxDepth = 64;

/// Decimal, octal (0…) or hexadecimal (0x…) with sign; nothing for other text and beyond 63 bits.
std::optional<std::int64_t> parseInteger(std::string_view text);
/// Any real of protobuf's text format ("1", ".5", "1e-3", "2.f", "inf", "nan"); too large is inf, too small 0.
std::optional<double> parseReal(std::string_view text);
std::optional<bool> parseFlag(std::string_view text);

} // namespace lathe::caffe
