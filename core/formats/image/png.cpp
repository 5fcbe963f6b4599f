#include "core/base/files.h"
#include "core/base/stop_point.h"
#include "core/formats/image/codec.h"

#include <csetjmp>

#include <png.h>

namespace lathe {
namespace image {
namespace {

/// Deflate makes at most 1032 bytes of one, and a byte holds at most 8 pixels.
constexpr std::int64_t kMostPixelsPerByte = 1032 * 8;
constexpr png_alloc_size_t kMostChunkBytes = 64 << 20;

/// libpng reports errors by longjmp. Everything with a destructor lives here, outside of the frames that it leaves.
struct Decoder {
    png_structp reader = nullptr;
    png_infop info = nullptr;
    std::span<const std::byte> rest;
    char message[256] = "";
    std::vector<std::uint8_t> pixels;
    std::vector<png_bytep> rows;

    ~Decoder() { png_destroy_read_struct(&reader, &info, nullptr); }
};

[[noreturn]] void onError(png_structp reader, png_const_charp message) {
    auto& decoder = *static_cast<Decoder*>(png_get_error_ptr(reader));
    std::snprintf(decoder.message, sizeof decoder.message, "%s", message);
    std::longjmp(png_jmpbuf(reader), 1);
}

void onWarning(png_structp, png_const_charp) {}

void readBytes(png_structp reader, png_bytep target, std::size_t size) {
    auto& decoder = *static_cast<Decoder*>(png_get_io_ptr(reader));
    if (isStopAsked()) png_error(reader, "stopped");
    if (size > decoder.rest.size()) png_error(reader, "it is cut short");
    std::memcpy(target, decoder.rest.data(), size);
    decoder.rest = decoder.rest.subspan(size);
}

/// False with a message set on failure. No objects with destructors here: longjmp leaves this frame.
bool readHeader(Decoder& decoder) {
    if (setjmp(png_jmpbuf(decoder.reader))) return false;
    png_set_read_fn(decoder.reader, &decoder, readBytes);
    png_set_user_limits(decoder.reader, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(decoder.reader, kMostChunkBytes);
    png_read_info(decoder.reader, decoder.info);
    // Every kind becomes 8-bit RGB: palettes and few bits expand, 16 bits round, gray repeats, alpha is dropped.
    png_set_palette_to_rgb(decoder.reader);
    png_set_expand_gray_1_2_4_to_8(decoder.reader);
    png_set_scale_16(decoder.reader);
    png_set_gray_to_rgb(decoder.reader);
    png_set_strip_alpha(decoder.reader);
    png_set_interlace_handling(decoder.reader);
    return true;
}

bool readPixels(Decoder& decoder) {
    if (setjmp(png_jmpbuf(decoder.reader))) return false;
    png_read_update_info(decoder.reader, decoder.info);
    if (png_get_rowbytes(decoder.reader, decoder.info) != std::size_t(3) * png_get_image_width(decoder.reader, decoder.info))
        png_error(decoder.reader, "its pixels are of an unknown kind");
    png_read_image(decoder.reader, decoder.rows.data());
    png_read_end(decoder.reader, nullptr);
    return true;
}

} // namespace

Result<Image> decodePng(std::span<const std::byte> file) {
    Decoder decoder;
    decoder.rest = file;
    decoder.reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, onError, onWarning);
    decoder.info = decoder.reader ? png_create_info_struct(decoder.reader) : nullptr;
    if (!decoder.info) return Error::internal("no memory to read a PNG picture");
    const auto broken = [&] { return Error::input(std::string("is a damaged PNG picture: ") + decoder.message); };
    if (!readHeader(decoder)) return broken();
    const std::int64_t width = png_get_image_width(decoder.reader, decoder.info),
                       height = png_get_image_height(decoder.reader, decoder.info);
    LATHE_CHECK(checkSize(width, height, file.size(), kMostPixelsPerByte));
    decoder.pixels.resize(static_cast<std::size_t>(width * height * 3));
    for (std::int64_t y = 0; y < height; ++y)
        decoder.rows.push_back(decoder.pixels.data() + y * width * 3);
    if (!readPixels(decoder)) return broken();
    return Image{width, height, std::move(decoder.pixels)};
}

} // namespace image

Status writePng(const Image& image, const std::filesystem::path& file) {
    png_image head{};
    head.version = PNG_IMAGE_VERSION;
    head.width = static_cast<png_uint_32>(image.width);
    head.height = static_cast<png_uint_32>(image.height);
    head.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(head);
    std::string bytes(size, '\0');
    if (!png_image_write_to_memory(&head, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr))
        return Error::internal(std::string("cannot encode a PNG picture: ") + head.message);
    return writeFileAtomically(file, std::string_view(bytes.data(), size));
}

} // namespace lathe
