#include "core/base/stop_point.h"
#include "core/formats/image/codec.h"

#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace lathe::image {
namespace {

/// One bit per 8x8 block and component is the least that a coded picture takes.
constexpr std::int64_t kMostPixelsPerByte = 512;
/// More than any encoder writes; each scan of a progressive file costs a pass over the picture.
constexpr int kMostScans = 200;

/// libjpeg reports errors by longjmp. Everything with a destructor lives here, outside of the frames that it leaves.
struct Decoder {
    jpeg_error_mgr errors{}; // first: libjpeg hands back its address
    jpeg_progress_mgr progress{};
    jpeg_decompress_struct codec{};
    std::jmp_buf escape{};
    char message[JMSG_LENGTH_MAX] = "";
    bool isCutShort = false, isFourColours = false;
    std::vector<std::uint8_t> pixels; ///< 3 or 4 bytes each
    std::vector<std::uint8_t*> rows;
};

Decoder& decoderOf(j_common_ptr codec) {
    return *static_cast<Decoder*>(codec->client_data);
}

[[noreturn]] void onError(j_common_ptr codec) {
    Decoder& decoder = decoderOf(codec);
    codec->err->format_message(codec, decoder.message);
    std::longjmp(decoder.escape, 1);
}

void onMessage(j_common_ptr codec, int level) {
    if (level < 0 && (codec->err->msg_code == JWRN_JPEG_EOF || codec->err->msg_code == JWRN_HIT_MARKER)) decoderOf(codec).isCutShort = true;
}

void onProgress(j_common_ptr codec) {
    Decoder& decoder = decoderOf(codec);
    if (isStopAsked()) std::longjmp(decoder.escape, 1);
    if (decoder.codec.input_scan_number <= kMostScans) return;
    std::snprintf(decoder.message, sizeof decoder.message, "it has more than %d scans", kMostScans);
    std::longjmp(decoder.escape, 1);
}

void setUp(Decoder& decoder) {
    decoder.codec.err = jpeg_std_error(&decoder.errors);
    decoder.codec.client_data = &decoder;
    decoder.errors.error_exit = onError;
    decoder.errors.emit_message = onMessage;
    decoder.progress.progress_monitor = onProgress;
}

/// False with a message set on failure. No objects with destructors here: longjmp leaves this frame.
bool readHeader(Decoder& decoder, std::span<const std::byte> file) {
    if (setjmp(decoder.escape)) return false;
    jpeg_create_decompress(&decoder.codec);
    decoder.codec.progress = &decoder.progress;
    jpeg_mem_src(&decoder.codec, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&decoder.codec, TRUE);
    const J_COLOR_SPACE stored = decoder.codec.jpeg_color_space;
    decoder.isFourColours = stored == JCS_CMYK || stored == JCS_YCCK;
    decoder.codec.out_color_space = decoder.isFourColours ? JCS_CMYK : JCS_RGB;
    return true;
}

bool readPixels(Decoder& decoder) {
    if (setjmp(decoder.escape)) return false;
    jpeg_start_decompress(&decoder.codec);
    while (decoder.codec.output_scanline < decoder.codec.output_height)
        jpeg_read_scanlines(&decoder.codec, decoder.rows.data() + decoder.codec.output_scanline,
                            decoder.codec.output_height - decoder.codec.output_scanline);
    jpeg_finish_decompress(&decoder.codec);
    return true;
}

void makeRows(Decoder& decoder) {
    const std::size_t stride = std::size_t(decoder.codec.image_width) * (decoder.isFourColours ? 4 : 3);
    decoder.pixels.resize(stride * decoder.codec.image_height);
    for (std::size_t y = 0; y < decoder.codec.image_height; ++y)
        decoder.rows.push_back(decoder.pixels.data() + y * stride);
}

/// CMYK to RGB by R = C K / 255. Files by Adobe programs store the inks inverted, which all that write CMYK do.
std::vector<std::uint8_t> mixInks(const std::vector<std::uint8_t>& inks, bool areInverted) {
    std::vector<std::uint8_t> pixels(inks.size() / 4 * 3);
    for (std::size_t i = 0; i < inks.size() / 4; ++i) {
        const auto light = [&](std::size_t ink) { return areInverted ? int(inks[4 * i + ink]) : 255 - int(inks[4 * i + ink]); };
        for (std::size_t c = 0; c < 3; ++c)
            pixels[3 * i + c] = static_cast<std::uint8_t>((light(c) * light(3) + 127) / 255);
    }
    return pixels;
}

Result<Image> decode(Decoder& decoder, std::span<const std::byte> file) {
    const auto broken = [&] { return Error::input(std::string("is a damaged JPEG picture: ") + decoder.message); };
    if (!readHeader(decoder, file)) return broken();
    LATHE_CHECK(checkSize(decoder.codec.image_width, decoder.codec.image_height, file.size(), kMostPixelsPerByte));
    makeRows(decoder);
    if (!readPixels(decoder)) return broken();
    if (decoder.isCutShort) return Error::input("is a JPEG picture that is cut short or damaged");
    Image image{decoder.codec.image_width, decoder.codec.image_height, std::move(decoder.pixels)};
    if (decoder.isFourColours) image.pixels = mixInks(image.pixels, decoder.codec.saw_Adobe_marker);
    return image;
}

} // namespace

Result<Image> decodeJpeg(std::span<const std::byte> file) {
    const auto decoder = std::make_unique<Decoder>();
    setUp(*decoder);
    auto image = decode(*decoder, file);
    jpeg_destroy_decompress(&decoder->codec);
    return image;
}

} // namespace lathe::image
