#pragma once

#include <span>
#include <string_view>

namespace lathe {

/// The attributes of one operator as words "name:kind@first-last", "name:kind!" where it is required. Kinds: i, f, s whole number, number,
/// text; I, F, S lists of them; t an element type; tensor, graph, sparse, type_proto. Versions are left out where an end is open.
struct OpAttributeWords {
    std::string_view domain, opType, words;
};
std::span<const OpAttributeWords> opAttributeWords();

} // namespace lathe
