#include "tests/core/formats/picture_maker.h"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>

namespace lathe::test {

std::string makeJpeg(int width, int height, int channels, const std::vector<std::uint8_t>& samples, bool isProgressive) {
    jpeg_error_mgr errors;
    jpeg_compress_struct codec{};
    codec.err = jpeg_std_error(&errors);
    jpeg_create_compress(&codec);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&codec, &bytes, &size);
    codec.image_width = static_cast<JDIMENSION>(width);
    codec.image_height = static_cast<JDIMENSION>(height);
    codec.input_components = channels;
    codec.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, 100, TRUE);
    for (int i = 0; i < codec.num_components; ++i)
        codec.comp_info[i].h_samp_factor = codec.comp_info[i].v_samp_factor = 1;
    if (isProgressive) jpeg_simple_progression(&codec);
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        auto* row = const_cast<JSAMPROW>(samples.data() +
                                         std::size_t(codec.next_scanline) * codec.image_width * static_cast<std::size_t>(channels));
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    std::string file(reinterpret_cast<char*>(bytes), size);
    jpeg_destroy_compress(&codec);
    std::free(bytes);
    return file;
}

std::string makePng(int width, int height, int bits, int colorType, const std::vector<std::uint8_t>& rows, bool isInterlaced) {
    std::string file;
    png_structp writer = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(writer);
    png_set_write_fn(
        writer, &file,
        [](png_structp w, png_bytep data, std::size_t size) {
            static_cast<std::string*>(png_get_io_ptr(w))->append(reinterpret_cast<char*>(data), size);
        },
        nullptr);
    png_set_IHDR(writer, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), bits, colorType,
                 isInterlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    std::vector<png_color> palette;
    for (int i = 0; i < 1 << bits && colorType == PNG_COLOR_TYPE_PALETTE; ++i) {
        const auto level = static_cast<png_byte>(255 * i / ((1 << bits) - 1));
        palette.push_back({level, static_cast<png_byte>(255 - level), 7});
    }
    if (!palette.empty()) png_set_PLTE(writer, info, palette.data(), static_cast<int>(palette.size()));
    png_write_info(writer, info);
    const std::size_t stride = png_get_rowbytes(writer, info);
    std::vector<png_bytep> pointers;
    for (int y = 0; y < height; ++y)
        pointers.push_back(const_cast<png_bytep>(rows.data() + std::size_t(y) * stride));
    if (isInterlaced) png_set_interlace_handling(writer);
    png_write_image(writer, pointers.data());
    png_write_end(writer, info);
    png_destroy_write_struct(&writer, &info);
    return file;
}

} // namespace lathe::test
