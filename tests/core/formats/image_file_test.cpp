#include "core/formats/image_file.h"
#include "tests/core/formats/npz_maker.h"
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

    void everyKindOfBmpBecomesRgb_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const std::string& file, std::initializer_list<int> expected) {
            QByteArray pixels;
            for (const int value : expected)
                pixels.append(static_cast<char>(value));
            QTest::newRow(name) << QByteArray(file.data(), qsizetype(file.size())) << pixels;
        };
        using namespace std::string_literals;
        const std::string palette = "\x01\x02\x03\x00\x0A\x0B\x0C\x00"s; // blue, green, red
        row("24 bits", makeBmp(2, 1, 24, "\x01\x02\x03\x04\x05\x06\x00\x00"s), {3, 2, 1, 6, 5, 4});
        row("bottom up", makeBmp(1, 2, 24, "\x01\x02\x03\x00\x04\x05\x06\x00"s), {6, 5, 4, 3, 2, 1});
        row("top down", makeBmp(1, -2, 24, "\x01\x02\x03\x00\x04\x05\x06\x00"s), {3, 2, 1, 6, 5, 4});
        row("32 bits", makeBmp(1, 1, 32, "\x01\x02\x03\xFF"s), {3, 2, 1});
        row("16 bits", makeBmp(1, 1, 16, "\x1F\x7C\x00\x00"s), {255, 0, 255}); // 5 bits each
        row("masks", makeBmp(1, 1, 16, "\xE0\x07\x00\x00"s, {}, 3, "\x00\xF8\x00\x00\xE0\x07\x00\x00\x1F\x00\x00\x00"s), {0, 255, 0});
        row("1 bit", makeBmp(2, 1, 1, "\x40\x00\x00\x00"s, palette), {3, 2, 1, 12, 11, 10});
        row("4 bits", makeBmp(2, 1, 4, "\x10\x00\x00\x00"s, palette), {12, 11, 10, 3, 2, 1});
        row("8 bits", makeBmp(2, 1, 8, "\x01\x00\x00\x00"s, palette), {12, 11, 10, 3, 2, 1});
    }
    void everyKindOfBmpBecomesRgb() {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, expected);
        const auto image = decode(file.toStdString());
        VERIFY_OK(image);
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(image->pixels.data()), qsizetype(image->pixels.size())), expected);
        for (qsizetype size = 2; size < file.size(); ++size)
            QVERIFY2(!decode(file.left(size).toStdString()), std::to_string(size).c_str());
    }
    void hugeOrPackedBmpIsRefused() {
        const auto claimed = decode(makeBmp(60000, 4000, 24, std::string(64, 'x')));
        QVERIFY(!claimed && claimed.error().message.find("60000x4000 pixels") != std::string::npos);
        QVERIFY(!decode(makeBmp(2147483647, 2147483647, 1, std::string(64, 'x'))));
        QVERIFY(!decode(makeBmp(-3, 1, 24, std::string(64, 'x'))));
        const auto packed = decode(makeBmp(1, 1, 8, std::string(64, 'x'), std::string(8, 'p'), 1));
        QVERIFY(!packed && packed.error().message.find("compressed") != std::string::npos);
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

    void picturesAreCutAndPaddedAsTheyAre() {
        Image image = solid(4, 2, 10, 20, 30);
        image.pixels[3 * 3] = 99; // the last of the first row
        const auto cut = transformImage(image, "crop", 2, 2);
        VERIFY_OK(cut);
        QCOMPARE(cut->pixels, solid(2, 2, 10, 20, 30).pixels);
        const auto padded = transformImage(image, "pad:7", 6, 3);
        VERIFY_OK(padded);
        QCOMPARE(int(padded->pixels[3 * 3]), 99);
        QCOMPARE(int(padded->pixels[4 * 3]), 7);
        QCOMPARE(int(padded->pixels[2 * 6 * 3]), 7);
        const auto small = transformImage(image, "crop", 8, 2), large = transformImage(image, "pad", 2, 2);
        QVERIFY(!small && small.error().message.find("4x2 pixels, smaller") != std::string::npos);
        QVERIFY(!large && large.error().message.find("larger") != std::string::npos);
        const auto middle = transformImage(image, "letterbox_centre:7", 4, 6);
        VERIFY_OK(middle);
        QCOMPARE(int(middle->pixels[(1 * 4) * 3]), 7);
        QCOMPARE(int(middle->pixels[(2 * 4) * 3]), 10);
        QCOMPARE(int(middle->pixels[(4 * 4) * 3]), 7);
    }

    void filtersWeighThePixels_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("first"); ///< of the first target pixel of 0, 100, 200, 40
        QTest::newRow("area") << "area" << 2 << 50;
        QTest::newRow("nearest") << "nearest" << 2 << 100; // the middle, 1.0, lies in the second pixel
        QTest::newRow("nearest, growing") << "nearest" << 8 << 0;
        QTest::newRow("bilinear") << "bilinear" << 2 << 50; // half of each neighbour, whatever the size
        QTest::newRow("bilinear to one") << "bilinear" << 1 << 150;
        QTest::newRow("antialias to one") << "antialias" << 1 << 96; // (0.625 (0 + 40) + 0.875 (100 + 200)) / 3
        // Distances 0.25, 0.75 and 1.25 of the first three, normalised: 0.8672, 0.2266 and -0.0703.
        QTest::newRow("bicubic") << "bicubic" << 8 << 0;
    }
    void filtersWeighThePixels() {
        QFETCH(QString, filter);
        QFETCH(int, width);
        QFETCH(int, first);
        Image image{4, 1, {}};
        for (const std::uint8_t v : {0, 100, 200, 40})
            image.pixels.insert(image.pixels.end(), {v, v, v});
        const auto resized = transformImage(image, "stretch/" + filter.toStdString(), width, 1);
        VERIFY_OK(resized);
        QCOMPARE(int(resized->pixels[0]), first);
    }

    void everyTransformAndFilterIsKnown() {
        for (const ImageTransformRow& row : imageTransformTable())
            for (const ImageFilterRow& filter : imageFilterTable()) {
                const std::string number = row.number.empty() || row.number.front() == '[' ? "" : ":64";
                VERIFY_OK(checkImageTransform(std::string(row.name) + number + "/" + std::string(filter.name)));
            }
    }

    void unknownTransformsNameTheNearest() {
        const auto image = transformImage(solid(2, 2, 0, 0, 0), "strech", 4, 4);
        QVERIFY(!image);
        QCOMPARE(image.error().kind, ErrorKind::Usage);
        QVERIFY(image.error().remedy.find("'stretch'") != std::string::npos);
        for (const char* wrong :
             {"letterbox:256", "short_side:0", "short_side:", "short_side:9x", "crop:3", "stretch/lanczos", "/area", "stretch/"})
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
