#include "core/formats/png_rows.h"
#include "core/base/output_file.h"

#include <zlib.h>

#include <array>
#include <cassert>
#include <string>
#include <vector>

namespace lathe {
namespace {

constexpr std::size_t kChunk = 1 << 16;
constexpr std::int64_t kLargest = 0x7fffffff;

void appendNumber(std::string& text, std::uint32_t number) {
    for (const int shift : {24, 16, 8, 0})
        text += static_cast<char>(number >> shift & 0xff);
}

/// Length, name, content, checksum (PNG specification, section 5.3).
std::string chunkOf(const char* name, const std::string& content) {
    std::string chunk;
    appendNumber(chunk, static_cast<std::uint32_t>(content.size()));
    const std::string body = name + content;
    chunk += body;
    appendNumber(chunk, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
    return chunk;
}

std::string headerOf(std::int64_t width, std::int64_t height) {
    std::string header;
    appendNumber(header, static_cast<std::uint32_t>(width));
    appendNumber(header, static_cast<std::uint32_t>(height));
    header += std::string{8, 2, 0, 0, 0}; // 8 bits, RGB, deflate, the filters of section 9, not interlaced
    return "\x89PNG\r\n\x1a\n" + chunkOf("IHDR", header);
}

} // namespace

struct PngRows::Stream {
    Stream(OutputFile target, JobContext& job, std::int64_t columns, std::int64_t rows)
        : file(std::move(target)), context(&job), width(columns), rowsLeft(rows), before(static_cast<std::size_t>(3 * columns), 0) {}
    ~Stream() { deflateEnd(&zip); }

    Status append(const std::string& text) { return file.append(std::as_bytes(std::span(text))); }

    Status compress(std::span<const std::uint8_t> bytes, int mode) {
        zip.next_in = const_cast<Bytef*>(bytes.data());
        zip.avail_in = static_cast<uInt>(bytes.size());
        std::array<Bytef, kChunk> packed;
        do {
            zip.next_out = packed.data();
            zip.avail_out = static_cast<uInt>(packed.size());
            deflate(&zip, mode);
            content.append(reinterpret_cast<const char*>(packed.data()), packed.size() - zip.avail_out);
            if (content.size() >= kChunk) LATHE_CHECK(writeContent());
        } while (zip.avail_out == 0);
        return {};
    }

    Status writeContent() {
        const std::string chunk = chunkOf("IDAT", content);
        content.clear();
        return append(chunk);
    }

    OutputFile file;
    JobContext* context;
    std::int64_t width, rowsLeft;
    std::vector<std::uint8_t> before, filtered;
    std::string content;
    z_stream zip{};
};

PngRows::PngRows(std::unique_ptr<Stream> stream) : m_stream(std::move(stream)) {}
PngRows::PngRows(PngRows&&) noexcept = default;
PngRows::~PngRows() = default;

Result<PngRows> PngRows::create(const std::filesystem::path& file, std::int64_t width, std::int64_t height, JobContext& context) {
    assert(width > 0 && height > 0);
    if (std::max(width, height) > kLargest)
        return Error::usage(file.string() + ": a PNG has at most 2147483647 rows and columns, this one would have " +
                                std::to_string(width) + " x " + std::to_string(height),
                            "choose a smaller scale");
    LATHE_TRY(OutputFile output, OutputFile::create(file, context));
    auto stream = std::make_unique<Stream>(std::move(output), context, width, height);
    deflateInit(&stream->zip, Z_BEST_SPEED);
    LATHE_CHECK(stream->append(headerOf(width, height)));
    return PngRows(std::move(stream));
}

// Every row as its difference from the one above: a drawing has few others than zeros then.
Status PngRows::addRow(std::span<const std::uint8_t> rgb) {
    Stream& stream = *m_stream;
    assert(static_cast<std::int64_t>(rgb.size()) == 3 * stream.width && stream.rowsLeft > 0);
    LATHE_CHECK(stream.context->checkStop());
    stream.filtered.resize(rgb.size() + 1);
    stream.filtered[0] = 2; // "Up"
    for (std::size_t i = 0; i < rgb.size(); ++i)
        stream.filtered[i + 1] = static_cast<std::uint8_t>(rgb[i] - stream.before[i]);
    stream.before.assign(rgb.begin(), rgb.end());
    --stream.rowsLeft;
    return stream.compress(stream.filtered, Z_NO_FLUSH);
}

Status PngRows::finish() {
    assert(m_stream->rowsLeft == 0);
    LATHE_CHECK(m_stream->compress({}, Z_FINISH));
    LATHE_CHECK(m_stream->writeContent());
    LATHE_CHECK(m_stream->append(chunkOf("IEND", {})));
    LATHE_CHECK(m_stream->file.flush());
    return m_stream->file.publish();
}

} // namespace lathe
