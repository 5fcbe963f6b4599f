#pragma once

#include "core/formats/caffe/source.h"

namespace lathe::caffe {

/// Protobuf's text format as a tree; every name is taken, known or not. `text` must live as long as the document.
/// Errors carry line and column: unbalanced braces, a missing value, nesting beyond kMaxDepth, more than kMaxFields fields.
/// Source: protobuf.dev/reference/protobuf/textformat-spec.
Result<Document> parseText(const Source& source, std::string_view text);

} // namespace lathe::caffe
