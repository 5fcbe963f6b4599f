#pragma once

#include "core/formats/caffe/source.h"

namespace lathe::caffe {

enum class FieldKind {
    Integer, ///< any of protobuf's integers; values beyond ±2^32 are errors
    Real,
    Flag,
    Text,
    Word, ///< one of MessageRow::words, in a text also as its number
    Message,
    Blob ///< BlobProto, left undecoded: it holds the weights
};

/// A word of an enumeration.
struct WordRow {
    std::int64_t value;
    std::string_view name;
};

struct MessageRow;

/// A field that Lathe looks at. Number 0: a field of a fork, whose number differs from fork to fork; in texts only.
struct FieldRow {
    std::uint32_t number;
    std::string_view name;
    FieldKind kind;
    const MessageRow* message = nullptr; ///< of kind Message
    std::span<const WordRow> words = {}; ///< of kind Word
};

/// A message of Caffe's model files (BVLC's, with what SSD and common forks added).
struct MessageRow {
    std::string_view name;
    std::span<const FieldRow> fields;

    const FieldRow* find(std::string_view field) const;
    const FieldRow* find(std::uint32_t number) const;
};

/// NetParameter, from which all others are reached.
const MessageRow& networkSchema();
/// BlobProto.
const MessageRow& blobSchema();

/// An error with line and column for a field whose value is not of its kind ("num_output: many"). Unknown fields pass.
/// Numbers of words become the words.
Status checkMessage(const Source& source, Message& message, const MessageRow& schema);

} // namespace lathe::caffe
