#include "core/base/stop_point.h"
#include "core/formats/image/codec.h"

#include <algorithm>
#include <array>
#include <bit>

namespace lathe::image {
namespace {

constexpr std::size_t kFileHeader = 14, kCoreHeader = 12, kInfoHeader = 40;
constexpr std::uint32_t kPlain = 0, kMasks = 3, kAlphaMasks = 6;
/// A pixel takes one bit at least.
constexpr std::int64_t kMostPixelsPerByte = 8;

Error damaged(std::string what) {
    return Error::input("is a damaged BMP picture: " + std::move(what));
}

/// Which bits of a pixel a colour is.
struct Mask {
    std::uint32_t bits = 0;

    /// The colour in 0…255, rounded half up.
    std::uint8_t valueOf(std::uint32_t pixel) const {
        if (bits == 0) return 0;
        const int shift = std::countr_zero(bits);
        const std::uint64_t value = (pixel & bits) >> shift, most = bits >> shift;
        return static_cast<std::uint8_t>((value * 510 + most) / (2 * most));
    }
};

class Decoder {
public:
    explicit Decoder(std::span<const std::byte> file) : m_file(file) {}

    Result<Image> decode() {
        LATHE_CHECK(readHeader());
        LATHE_CHECK(checkSize(m_width, m_height, m_file.size(), kMostPixelsPerByte));
        const std::uint64_t stride = (static_cast<std::uint64_t>(m_width) * m_bits + 31) / 32 * 4;
        if (m_pixelsAt > m_file.size() || (m_file.size() - m_pixelsAt) / stride < static_cast<std::uint64_t>(m_height))
            return damaged("it is cut short");
        Image image{m_width, m_height, std::vector<std::uint8_t>(static_cast<std::size_t>(m_width * m_height * 3))};
        for (std::int64_t y = 0; y < m_height && !isStopAsked(); ++y) {
            const auto row = static_cast<std::uint64_t>(m_isTopDown ? y : m_height - 1 - y);
            readRow(m_pixelsAt + row * stride, image.pixels.data() + y * m_width * 3);
        }
        return image;
    }

private:
    /// Little-endian; 0 behind the end, which every record is checked not to reach.
    std::uint32_t number(std::uint64_t at, std::size_t width) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width && at + i < m_file.size(); ++i)
            value |= std::to_integer<std::uint32_t>(m_file[at + i]) << (8 * i);
        return value;
    }
    std::int64_t signedNumber(std::uint64_t at) const { return static_cast<std::int32_t>(number(at, 4)); }

    Status readHeader() {
        const std::uint64_t size = number(kFileHeader, 4);
        const bool isKnown = size == kCoreHeader || (size >= kInfoHeader && size <= 128);
        if (m_file.size() < kFileHeader + 4 || m_file.size() - kFileHeader < size) return damaged("it is cut short");
        if (!isKnown) return damaged("its header has " + std::to_string(size) + " bytes, which no known kind has");
        m_pixelsAt = number(10, 4);
        return size == kCoreHeader ? readCoreHeader() : readInfoHeader(size);
    }

    Status readCoreHeader() {
        m_width = number(18, 2);
        m_height = number(20, 2);
        m_bits = number(24, 2);
        LATHE_CHECK(checkBits(kPlain));
        return readPalette(kFileHeader + kCoreHeader, std::size_t(1) << std::min(m_bits, 8u), 3);
    }

    Status readInfoHeader(std::uint64_t size) {
        m_width = signedNumber(18);
        m_height = signedNumber(22);
        m_isTopDown = m_height < 0;
        m_height = m_isTopDown ? -m_height : m_height;
        m_bits = number(28, 2);
        const std::uint32_t packing = number(30, 4);
        LATHE_CHECK(checkBits(packing));
        const bool hasMasks = packing == kMasks || packing == kAlphaMasks;
        if (hasMasks) LATHE_CHECK(readMasks());
        // Masks stand behind the shortest header and inside of longer ones.
        const std::uint64_t palette = kFileHeader + size + (hasMasks && size == kInfoHeader ? (packing == kMasks ? 12 : 16) : 0);
        const std::uint32_t stated = number(46, 4), most = 1u << std::min(m_bits, 8u);
        return readPalette(palette, stated == 0 || stated > most ? most : stated, 4);
    }

    Status checkBits(std::uint32_t packing) {
        if (packing != kPlain && packing != kMasks && packing != kAlphaMasks)
            return Error::input("is a compressed BMP picture, which cannot be read", {}, "store it uncompressed, or as PNG");
        constexpr std::array<std::uint32_t, 6> kKnown{1, 4, 8, 16, 24, 32};
        const bool isKnown = std::ranges::find(kKnown, m_bits) != kKnown.end() && (packing == kPlain || m_bits == 16 || m_bits == 32);
        if (!isKnown) return damaged("it has " + std::to_string(m_bits) + " bits a pixel");
        m_masks = m_bits == 16 ? std::array{Mask{0x7C00}, Mask{0x03E0}, Mask{0x001F}}
                               : std::array{Mask{0xFF0000}, Mask{0x00FF00}, Mask{0x0000FF}};
        return {};
    }

    Status readMasks() {
        if (m_file.size() < kFileHeader + kInfoHeader + 12) return damaged("it is cut short");
        for (std::size_t c = 0; c < 3; ++c)
            m_masks[c].bits = number(kFileHeader + kInfoHeader + 4 * c, 4);
        return {};
    }

    Status readPalette(std::uint64_t at, std::size_t colours, std::size_t bytesEach) {
        if (m_bits > 8) return {};
        if (at > m_file.size() || (m_file.size() - at) / bytesEach < colours) return damaged("its palette is cut short");
        for (std::size_t i = 0; i < colours; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                m_palette[i][c] = static_cast<std::uint8_t>(number(at + i * bytesEach + 2 - c, 1)); // stored as blue, green, red
        return {};
    }

    void readRow(std::uint64_t at, std::uint8_t* rgb) const {
        for (std::int64_t x = 0; x < m_width; ++x, rgb += 3) {
            const std::uint64_t bit = static_cast<std::uint64_t>(x) * m_bits;
            if (m_bits <= 8) {
                const std::uint32_t shift = 8 - m_bits - static_cast<std::uint32_t>(bit % 8);
                const auto& colour = m_palette[number(at + bit / 8, 1) >> shift & ((1u << m_bits) - 1)];
                std::copy(colour.begin(), colour.end(), rgb);
                continue;
            }
            const std::uint32_t pixel = number(at + bit / 8, m_bits / 8);
            for (std::size_t c = 0; c < 3; ++c)
                rgb[c] = m_masks[c].valueOf(pixel);
        }
    }

    std::span<const std::byte> m_file;
    std::int64_t m_width = 0, m_height = 0;
    std::uint32_t m_bits = 0;
    std::uint64_t m_pixelsAt = 0;
    bool m_isTopDown = false;
    std::array<Mask, 3> m_masks{};
    std::array<std::array<std::uint8_t, 3>, 256> m_palette{};
};

} // namespace

Result<Image> decodeBmp(std::span<const std::byte> file) {
    return Decoder(file).decode();
}

} // namespace lathe::image
