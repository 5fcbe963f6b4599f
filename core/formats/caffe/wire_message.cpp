#include "core/formats/caffe/wire_message.h"

#include "core/formats/caffe/schema.h"
#include "core/formats/onnx/wire_reader.h"

#include <algorithm>
#include <charconv>

namespace lathe::caffe {
namespace {

using onnx::WireReader;

/// As few digits as give the same number back.
std::string textOf(float value) {
    char buffer[32];
    const auto [end, failed] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return failed == std::errc() ? std::string(buffer, end) : std::string("nan");
}

class NetworkReader {
public:
    NetworkReader(const Source& source, std::span<const std::byte> bytes, Document& document)
        : m_source(source), m_bytes(bytes), m_document(document) {}

    Status read(Message& message, std::span<const std::byte> bytes, const MessageRow& schema) {
        WireReader reader(bytes);
        while (reader.next()) {
            if (const FieldRow* row = schema.find(reader.field())) LATHE_CHECK(readField(message, reader, *row));
            if (reader.isBroken()) break;
        }
        if (!reader.isBroken()) return {};
        return m_source.error("is damaged at byte " + std::to_string(reader.position() - m_bytes.data()) + " of " +
                                  std::to_string(m_bytes.size()) + " (in a " + std::string(schema.name) + ")",
                              {}, {}, "the file is cut short, altered, or no .caffemodel; get it again");
    }

private:
    Result<Field*> addField(Message& message, const FieldRow& row) {
        LATHE_CHECK(m_source.countField(m_document));
        if ((m_document.fieldCount & 0xFFF) == 0) LATHE_CHECK(m_source.context().checkStop());
        Field& field = message.fields.emplace_back();
        field.name = row.name;
        return &field;
    }

    Status addText(Message& message, const FieldRow& row, std::string text) {
        LATHE_TRY(Field * field, addField(message, row));
        field->text = m_document.keep(std::move(text));
        return {};
    }

    /// Schemas are no deeper than six messages, so the recursion is bounded by them.
    Status readField(Message& message, WireReader& reader, const FieldRow& row) {
        switch (row.kind) {
        case FieldKind::Integer:
            return readIntegers(message, reader, row);
        case FieldKind::Real:
            return readReals(message, reader, row);
        case FieldKind::Flag:
            return addText(message, row, reader.integer() != 0 ? "true" : "false");
        case FieldKind::Word:
            return addText(message, row, std::to_string(reader.integer()));
        case FieldKind::Text:
            return addText(message, row, std::string(reader.text()));
        case FieldKind::Blob: {
            LATHE_TRY(Field * field, addField(message, row));
            field->bytes = reader.bytes();
            // A blob without content is still one of the layer's blobs.
            if (field->bytes.empty()) field->message = std::make_unique<Message>();
            return {};
        }
        case FieldKind::Message: {
            const auto inner = reader.bytes();
            if (reader.isBroken()) return {};
            LATHE_TRY(Field * field, addField(message, row));
            field->message = std::make_unique<Message>();
            Message& made = *field->message; // `field` moves when its list grows
            return read(made, inner, *row.message);
        }
        }
        return {};
    }

    Status readIntegers(Message& message, WireReader& reader, const FieldRow& row) {
        std::vector<std::int64_t> values;
        reader.appendIntegers(values);
        for (const std::int64_t value : values)
            LATHE_CHECK(addText(message, row, std::to_string(value)));
        return {};
    }

    Status readReals(Message& message, WireReader& reader, const FieldRow& row) {
        std::vector<float> values;
        reader.appendReals(values);
        for (const float value : values)
            LATHE_CHECK(addText(message, row, textOf(value)));
        return {};
    }

    const Source& m_source;
    std::span<const std::byte> m_bytes;
    Document& m_document;
};

} // namespace

Result<Document> readWireNetwork(const Source& source, std::span<const std::byte> bytes) {
    Document document;
    LATHE_CHECK(NetworkReader(source, bytes, document).read(document.root, bytes, networkSchema()));
    LATHE_CHECK(checkMessage(source, document.root, networkSchema()));
    return document;
}

} // namespace lathe::caffe
