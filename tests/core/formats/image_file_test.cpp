#include "core/formats/image_file.h"
#include "tests/core/formats/picture_maker.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <QTemporaryDir>

#include <fstream>
#include <random>

#include <png.h>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::uint8_t>;

Image solid(std::int64_t width, std::int64_t height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
    Image image{width, height, {}};
    for (std::int64_t i = 0; i < width * height; ++i)
        image.pixels.insert(image.pixels.end(), {r, g, b});
    return image;
}

int largestDifference(const Bytes& a, const Bytes& b) {
    int most = a.size() == b.size() ? 0 : 256;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        most = std::max(most, std::abs(int(a[i]) - int(b[i])));
    return most;
}

} // namespace

class ImageFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "picture"; }
    Result<Image> decode(const std::string& content) const {
        std::ofstream(file(), std::ios::binary) << content; // not atomically: that waits for the disk, here a thousand times
        return readImage(file());
    }

private slots:
    void everyKindOfPngBecomesRgb_data() {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("expected"); // two pixels
        const auto bytes = [](std::initializer_list<int> values) {
            QByteArray array;
            for (const int value : values)
                array.append(static_cast<char>(value));
            return array;
        };
        QTest::newRow("gray 1") << 1 << PNG_COLOR_TYPE_GRAY << bytes({0x40}) << bytes({0, 0, 0, 255, 255, 255});
        QTest::newRow("gray 4") << 4 << PNG_COLOR_TYPE_GRAY << bytes({0x1F}) << bytes({17, 17, 17, 255, 255, 255});
        QTest::newRow("gray 8") << 8 << PNG_COLOR_TYPE_GRAY << bytes({9, 200}) << bytes({9, 9, 9, 200, 200, 200});
        QTest::newRow("gray 16") << 16 << PNG_COLOR_TYPE_GRAY << bytes({0x80, 0xFF, 0xFF, 0xFF}) << bytes({128, 128, 128, 255, 255, 255});
        QTest::newRow("gray alpha") << 8 << PNG_COLOR_TYPE_GRAY_ALPHA << bytes({9, 0, 200, 255}) << bytes({9, 9, 9, 200, 200, 200});
        QTest::newRow("rgb 8") << 8 << PNG_COLOR_TYPE_RGB << bytes({1, 2, 3, 4, 5, 6}) << bytes({1, 2, 3, 4, 5, 6});
        QTest::newRow("rgb 16") << 16 << PNG_COLOR_TYPE_RGB << bytes({1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}) << bytes({1, 2, 3, 4, 5, 6});
        QTest::newRow("rgb alpha") << 8 << PNG_COLOR_TYPE_RGB_ALPHA << bytes({1, 2, 3, 0, 4, 5, 6, 128}) << bytes({1, 2, 3, 4, 5, 6});
        QTest::newRow("palette 1") << 1 << PNG_COLOR_TYPE_PALETTE << bytes({0x40}) << bytes({0, 255, 7, 255, 0, 7});
        QTest::newRow("palette 8") << 8 << PNG_COLOR_TYPE_PALETTE << bytes({3, 250}) << bytes({3, 252, 7, 250, 5, 7});
    }
    void everyKindOfPngBecomesRgb() {
        QFETCH(int, bits);
        QFETCH(int, kind);
        QFETCH(QByteArray, row);
        QFETCH(QByteArray, expected);
        const Bytes samples(row.begin(), row.end());
        for (const bool isInterlaced : {false, true}) {
            const auto image = decode(makePng(2, 1, bits, kind, samples, isInterlaced));
            VERIFY_OK(image);
            QCOMPARE(image->width, std::int64_t(2));
            QCOMPARE(image->height, std::int64_t(1));
            QCOMPARE(QByteArray(reinterpret_cast<const char*>(image->pixels.data()), qsizetype(image->pixels.size())), expected);
        }
    }

    void everyKindOfJpegBecomesRgb_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("gray") << 1 << QByteArray("\x50") << QByteArray("\x50\x50\x50");
        QTest::newRow("rgb") << 3 << QByteArray("\xC8\x50\x14") << QByteArray("\xC8\x50\x14");
        // Inverted inks: 255 is none; 200 of cyan over 128 of black is 200*128/255.
        QTest::newRow("cmyk") << 4 << QByteArray("\xC8\x64\x32\x80") << QByteArray("\x64\x32\x19");
    }
    void everyKindOfJpegBecomesRgb() {
        QFETCH(int, channels);
        QFETCH(QByteArray, sample);
        QFETCH(QByteArray, expected);
        Bytes samples, pixels;
        for (int i = 0; i < 16 * 8; ++i) {
            samples.insert(samples.end(), sample.begin(), sample.end());
            pixels.insert(pixels.end(), expected.begin(), expected.end());
        }
        for (const bool isProgressive : {false, true}) {
            const auto image = decode(makeJpeg(16, 8, channels, samples, isProgressive));
            VERIFY_OK(image);
            QCOMPARE(image->width, std::int64_t(16));
            QVERIFY(largestDifference(image->pixels, pixels) <= 2);
        }
    }

    void damagedPicturesAreErrors() {
        const Bytes samples(64 * 64 * 3, 77);
        for (const std::string& whole :
             {makeJpeg(64, 64, 3, samples), makeJpeg(64, 64, 3, samples, true), makePng(64, 64, 8, PNG_COLOR_TYPE_RGB, samples)}) {
            for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
                const auto image = decode(whole.substr(0, size));
                QVERIFY2(!image, std::to_string(size).c_str());
                QCOMPARE(image.error().kind, ErrorKind::Input);
                QCOMPARE(image.error().place.file, file().string());
            }
            std::mt19937 random(3);
            for (int round = 0; round < 200; ++round) {
                std::string altered = whole;
                altered[random() % altered.size()] ^= static_cast<char>(1 << (random() % 8));
                (void)decode(altered); // any outcome but a crash
            }
        }
    }

    void statedSizesAreBounded() {
        std::string jpeg = makeJpeg(8, 8, 1, Bytes(64, 0));
        const auto frame = jpeg.find("\xFF\xC0");
        for (const std::size_t at : {5, 6, 7, 8})
            jpeg[frame + at] = '\x3F';
        const auto claimed = decode(jpeg);
        QVERIFY(!claimed);
        QVERIFY2(claimed.error().text().find("16191x16191 pixels") != std::string::npos, claimed.error().text().c_str());
        for (const std::size_t at : {5, 6, 7, 8})
            jpeg[frame + at] = '\xFF';
        QVERIFY(!decode(jpeg));
        const auto png = decode(makePng(40000, 10000, 1, PNG_COLOR_TYPE_GRAY, Bytes(50000000, 0)));
        QVERIFY(!png);
        QVERIFY2(png.error().text().find("at most 268435456") != std::string::npos, png.error().text().c_str());
        QVERIFY(!decode("GIF89a"));
    }

    void writtenPngReadsBack() {
        Image image = solid(5, 3, 1, 2, 3);
        image.pixels[7] = 99;
        VERIFY_OK(writePng(image, file()));
        const auto again = readImage(file());
        VERIFY_OK(again);
        QCOMPARE(again->pixels, image.pixels);
    }

    void shrinkingAveragesAndGrowingInterpolates() {
        Image image{4, 1, {}};
        for (const std::uint8_t v : {0, 100, 200, 40})
            image.pixels.insert(image.pixels.end(), {v, v, v});
        // Taps of a triangle two pixels wide around 1 and 3: 0.75, 0.75, 0.25 (and mirrored), normalised.
        const Image half = resizeBilinear(image, 2, 1);
        QCOMPARE(int(half.pixels[0]), int(std::floor((0.75 * 0 + 0.75 * 100 + 0.25 * 200) / 1.75 + 0.5)));
        QCOMPARE(int(half.pixels[3]), int(std::floor((0.25 * 100 + 0.75 * 200 + 0.75 * 40) / 1.75 + 0.5)));
        const Image twice = resizeBilinear(image, 8, 1);
        QCOMPARE(int(twice.pixels[0]), 0);
        QCOMPARE(int(twice.pixels[3]), 25);
        QCOMPARE(int(twice.pixels[6]), 75);
    }

    void transformsPlaceThePicture() {
        Image wide = solid(20, 10, 0, 0, 0);
        for (std::int64_t y = 0; y < 10; ++y)
            for (std::int64_t x = 10; x < 20; ++x)
                wide.pixels[static_cast<std::size_t>((y * 20 + x) * 3)] = 255;
        const auto boxed = transformImage(wide, "letterbox:9", 10, 10);
        VERIFY_OK(boxed);
        QCOMPARE(int(boxed->pixels[static_cast<std::size_t>((4 * 10 + 9) * 3)]), 255);
        QCOMPARE(int(boxed->pixels[static_cast<std::size_t>((5 * 10 + 9) * 3)]), 9);
        const auto cropped = transformImage(wide, "short_side:10", 10, 10);
        VERIFY_OK(cropped);
        QCOMPARE(int(cropped->pixels[4 * 3]), 0);
        QCOMPARE(int(cropped->pixels[5 * 3]), 255);
        QCOMPARE(transformImage(wide, "", 16, 16)->pixels, transformImage(wide, "stretch", 16, 16)->pixels);
        QCOMPARE(transformImage(wide, "", 224, 224)->pixels, transformImage(wide, "short_side:256", 224, 224)->pixels);
    }

    void unknownTransformsNameTheNearest() {
        const auto image = transformImage(solid(2, 2, 0, 0, 0), "strech", 4, 4);
        QVERIFY(!image);
        QCOMPARE(image.error().kind, ErrorKind::Usage);
        QVERIFY(image.error().remedy.find("'stretch'") != std::string::npos);
        for (const char* wrong : {"letterbox:256", "short_side:0", "short_side:", "short_side:9x"})
            QVERIFY(!transformImage(solid(2, 2, 0, 0, 0), wrong, 4, 4));
    }

    void tensorsHaveOrderAndLayout() {
        Image image{1, 2, {1, 2, 3, 4, 5, 6}};
        QCOMPARE(imageToTensor(image, "rgb", "NCHW")->toInt64s(), (std::vector<std::int64_t>{1, 4, 2, 5, 3, 6}));
        QCOMPARE(imageToTensor(image, "bgr", "NHWC")->toInt64s(), (std::vector<std::int64_t>{3, 2, 1, 6, 5, 4}));
        QCOMPARE(imageToTensor(image, "rgb", "NCHW")->dims(), (std::vector<std::int64_t>{1, 3, 2, 1}));
        const auto gray = imageToTensor(image, "gray", "NHWC");
        QCOMPARE(gray->dims(), (std::vector<std::int64_t>{1, 2, 1, 1}));
        QCOMPARE(gray->data<float>()[0], float(0.299 * 1 + 0.587 * 2 + 0.114 * 3));
        QVERIFY(!imageToTensor(image, "rbg", "NCHW"));
        QVERIFY(!imageToTensor(image, "rgb", "CHW"));
    }

    void yuvFollowsBt601_data() {
        QTest::addColumn<QList<int>>("rgb");
        QTest::addColumn<QList<int>>("full");
        QTest::addColumn<QList<int>>("video");
        QTest::newRow("black") << QList{0, 0, 0} << QList{0, 128, 128} << QList{16, 128, 128};
        QTest::newRow("white") << QList{255, 255, 255} << QList{255, 128, 128} << QList{235, 128, 128};
        QTest::newRow("red") << QList{255, 0, 0} << QList{76, 85, 255} << QList{81, 90, 240};
        QTest::newRow("green") << QList{0, 255, 0} << QList{150, 44, 21} << QList{145, 54, 34};
        QTest::newRow("blue") << QList{0, 0, 255} << QList{29, 255, 107} << QList{41, 240, 110};
    }
    void yuvFollowsBt601() {
        QFETCH(QList<int>, rgb);
        QFETCH(QList<int>, full);
        QFETCH(QList<int>, video);
        const Image image =
            solid(2, 2, static_cast<std::uint8_t>(rgb[0]), static_cast<std::uint8_t>(rgb[1]), static_cast<std::uint8_t>(rgb[2]));
        const auto check = [](const Tensor& tensor, const QList<int>& yuv) {
            QCOMPARE(tensor.dims(), (std::vector<std::int64_t>{1, 3, 2}));
            QCOMPARE(tensor.toInt64s(), (std::vector<std::int64_t>{yuv[0], yuv[0], yuv[0], yuv[0], yuv[1], yuv[2]}));
        };
        check(*imageToNv12(image, false), full);
        check(*imageToNv12(image, true), video);
        QCOMPARE(imageToYuv444(image, "NHWC")->toInt64s()[1], std::int64_t(full[1]));
        QVERIFY(!imageToNv12(solid(3, 2, 0, 0, 0), false));
    }

    void zooPicturesAreRead() {
        REQUIRE_ZOO(zoo);
        int count = 0;
        for (const char* folder : {"scenes", "mnist"}) {
            for (const auto& entry : fs::directory_iterator(zoo / "images" / folder)) {
                if (!isImageFileName(entry.path()) || count++ % 10 != 0) continue;
                VERIFY_OK(readImage(entry.path()));
            }
        }
        QVERIFY(count > 100);
    }
};

LATHE_TEST(ImageFileTest)
#include "image_file_test.moc"
