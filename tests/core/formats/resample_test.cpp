#include "core/formats/image/resample.h"
#include "core/formats/image/weighted_sums.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

Image noise(std::mt19937& random) {
    Image image{static_cast<std::int64_t>(1 + random() % 90), static_cast<std::int64_t>(1 + random() % 90), {}};
    image.pixels.resize(static_cast<std::size_t>(image.width * image.height * 3));
    for (std::uint8_t& pixel : image.pixels)
        pixel = static_cast<std::uint8_t>(random() % 256);
    return image;
}

/// Taps of any weights, some of them negative as those of cubics are.
std::vector<image::Taps> anyTaps(std::mt19937& random, std::int64_t from, std::size_t count) {
    std::vector<image::Taps> all(count);
    for (image::Taps& taps : all) {
        taps.first = static_cast<std::int64_t>(random() % static_cast<unsigned>(from));
        const auto most = static_cast<unsigned>(std::min<std::int64_t>(9, from - taps.first));
        for (unsigned i = 0; i <= random() % most; ++i)
            taps.weights.push_back(static_cast<double>(random() % 1000) / 700 - 0.3);
    }
    return all;
}

std::uint8_t slowSum(const image::Taps& taps, const std::uint8_t* first, std::int64_t step) {
    double sum = 0;
    for (std::size_t i = 0; i < taps.weights.size(); ++i)
        sum += taps.weights[i] * first[static_cast<std::int64_t>(i) * step];
    return static_cast<std::uint8_t>(std::clamp(std::floor(sum + 0.5), 0.0, 255.0));
}

} // namespace

class ResampleTest : public QObject {
    Q_OBJECT
private slots:
    void sumsAreThoseOfTheDefinition() {
        std::mt19937 random(5);
        for (int round = 0; round < 40; ++round) {
            const Image image = noise(random);
            const auto columns = anyTaps(random, image.width, 1 + random() % 300), rows = anyTaps(random, image.height, 1 + random() % 50);
            const auto wide = image::weighColumns(image.pixels.data(), image.width, image.height, columns);
            const auto high = image::weighRows(image.pixels.data(), image.width * 3, rows);
            for (std::int64_t y = 0; y < image.height; ++y)
                for (std::size_t x = 0; x < columns.size() * 3; ++x) {
                    const auto* first = image.pixels.data() + (y * image.width + columns[x / 3].first) * 3 + x % 3;
                    QCOMPARE(wide[static_cast<std::size_t>(y) * columns.size() * 3 + x], slowSum(columns[x / 3], first, 3));
                }
            for (std::size_t y = 0; y < rows.size(); ++y)
                for (std::int64_t x = 0; x < image.width * 3; ++x)
                    QCOMPARE(high[y * static_cast<std::size_t>(image.width) * 3 + static_cast<std::size_t>(x)],
                             slowSum(rows[y], image.pixels.data() + rows[y].first * image.width * 3 + x, image.width * 3));
        }
    }

    void aWindowIsThatPartOfTheWhole() {
        std::mt19937 random(6);
        for (int round = 0; round < 40; ++round) {
            const Image image = noise(random);
            const std::int64_t width = 1 + random() % 100, height = 1 + random() % 100;
            image::Window window{static_cast<std::int64_t>(random() % width), static_cast<std::int64_t>(random() % height), 0, 0};
            window.width = 1 + static_cast<std::int64_t>(random() % (width - window.left));
            window.height = 1 + static_cast<std::int64_t>(random() % (height - window.top));
            for (const image::Filter& filter : image::filters()) {
                const Image whole = image::resize(image, width, height, filter);
                const Image part = image::resizeWindow(image, width, height, window, filter);
                QCOMPARE(part.width, window.width);
                QCOMPARE(part.height, window.height);
                for (std::int64_t y = 0; y < window.height; ++y) {
                    const auto* expected = whole.pixels.data() + ((y + window.top) * width + window.left) * 3;
                    QVERIFY(std::equal(expected, expected + window.width * 3, part.pixels.data() + y * window.width * 3));
                }
            }
        }
    }
};

LATHE_TEST(ResampleTest)
#include "resample_test.moc"
