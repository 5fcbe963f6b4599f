#include "core/formats/caffe/source.h"

namespace lathe::caffe {

Error Source::error(std::string message, Place place, std::string layer, std::string remedy) const {
    Error error = Error::input(std::move(message), m_file.string(), std::move(remedy));
    error.place.line = place.line;
    error.place.column = place.column;
    error.node = std::move(layer);
    return error;
}

void Source::report(Severity severity, std::string code, std::string message, Place place, std::string layer, std::string remedy) const {
    m_context.report(
        {severity, std::move(code), std::move(message), std::move(layer), {m_file.string(), place.line, place.column}, std::move(remedy)});
}

Status Source::countField(Document& document, Place place) const {
    if (++document.fieldCount <= kMaxFields) return {};
    return error("has more than " + std::to_string(kMaxFields) + " fields", place, {},
                 "a network has some ten thousand: this is no Caffe model");
}

} // namespace lathe::caffe
