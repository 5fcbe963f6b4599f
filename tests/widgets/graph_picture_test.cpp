#include "core/formats/image_file.h"
#include "core/formats/png_rows.h"
#include "tests/support/test_main.h"
#include "tests/widgets/fixtures.h"
#include "widgets/common/strings.h"
#include "widgets/graph_view/graph_picture.h"

#include <QTemporaryDir>

using namespace lathe;

namespace {

std::filesystem::path fileIn(const QTemporaryDir& folder, const char* name) {
    return std::filesystem::path(folder.filePath(QLatin1String(name)).toStdString());
}

/// Two boxes at opposite ends of a wide scene.
GraphScene wideScene() {
    GraphScene scene;
    scene.nodes.resize(2);
    scene.edges.push_back({0, 1, -1, {}, u"1×3"_s, u"t"_s});
    LayoutResult layout;
    layout.boxes = {QRectF(0, 0, 100, 40), QRectF(5900, 260, 100, 40)};
    layout.routes.add({50, 40});
    layout.routes.add({5950, 260});
    layout.routes.endRoute();
    layout.joins = {-1};
    layout.bounds = QRectF(0, 0, 6000, 300);
    scene.take(std::move(layout));
    return scene;
}

QByteArray contentOf(const std::filesystem::path& path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class GraphPictureTest : public QObject {
    Q_OBJECT
private slots:
    void rowsBecomeThePictureTheyAre() {
        const QTemporaryDir folder;
        const auto file = fileIn(folder, "rows.png");
        constexpr std::int64_t kWidth = 301, kHeight = 517;
        JobContext context;
        auto png = PngRows::create(file, kWidth, kHeight, context);
        VERIFY_OK(png);
        std::vector<std::uint8_t> all;
        unsigned value = 1;
        for (std::int64_t row = 0; row < kHeight; ++row) {
            std::vector<std::uint8_t> rgb;
            for (std::int64_t i = 0; i < 3 * kWidth; ++i)
                rgb.push_back(static_cast<std::uint8_t>((value = value * 1664525u + 1013904223u) >> 24));
            all.insert(all.end(), rgb.begin(), rgb.end());
            VERIFY_OK(png->addRow(rgb));
        }
        QVERIFY(!std::filesystem::exists(file)); // not before it is whole
        VERIFY_OK(png->finish());
        const auto image = readImage(file);
        VERIFY_OK(image);
        QCOMPARE(image->width, kWidth);
        QCOMPARE(image->height, kHeight);
        QCOMPARE(image->pixels, all);
    }

    void aPngTooLargeForTheFormatIsRefused() {
        const QTemporaryDir folder;
        JobContext context;
        const auto png = PngRows::create(fileIn(folder, "large.png"), 1ll << 31, 1, context);
        QVERIFY(!png);
        QCOMPARE(png.error().kind, ErrorKind::Usage);
    }

    void aPngIsWholeHoweverWide() {
        const QTemporaryDir folder;
        const auto file = fileIn(folder, "wide.png");
        const GraphScene scene = wideScene();
        Theme theme;
        theme.setMode(ThemeMode::Light);
        PictureOptions options;
        options.area = scene.bounds;
        options.scale = 2;
        JobContext context;
        VERIFY_OK(writePicture(file, scene, theme, {}, options, context));
        const QImage image(QString::fromStdString(file.string()));
        QCOMPARE(image.size(), QSize(2 * (6000 + 48), 2 * (300 + 48))); // several tiles, more than one strip
        const QRgb canvas = theme.color(Token::Canvas).rgb();
        const auto pixelAt = [&](QPointF point) { return image.pixel(((point + QPointF(24, 24)) * 2).toPoint()); };
        for (const SceneNode& node : scene.nodes)
            QVERIFY(pixelAt(node.box.center() + QPointF(0, -12)) != canvas);
        QCOMPARE(image.pixel(0, 0), canvas);
        QCOMPARE(image.pixel(image.width() - 1, 0), canvas);
        // No seam: the line is drawn across the border of two tiles.
        int crossings = 0;
        for (int y = 0; y < image.height(); ++y)
            crossings += image.pixel(4095, y) != canvas && image.pixel(4096, y) != canvas;
        QVERIFY(crossings > 0);
    }

    void everyFormatIsWritten_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("svg") << u"g.svg"_s << QByteArray("<?xml");
        QTest::newRow("pdf") << u"g.pdf"_s << QByteArray("%PDF");
        QTest::newRow("png") << u"g.PNG"_s << QByteArray("\x89PNG");
    }
    void everyFormatIsWritten() {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        const QTemporaryDir folder;
        const auto file = fileIn(folder, qPrintable(name));
        const GraphScene scene = makeScene(test::smallGraph(), {});
        const Theme theme;
        PictureOptions options;
        options.area = scene.bounds;
        JobContext context;
        VERIFY_OK(writePicture(file, scene, theme, {}, options, context));
        const QByteArray content = contentOf(file);
        QVERIFY(content.startsWith(begins));
        QVERIFY(name != u"g.svg" || content.contains("Conv"));
    }

    void aStoppedPictureLeavesNothing_data() { everyFormatIsWritten_data(); }
    void aStoppedPictureLeavesNothing() {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const auto file = fileIn(folder, qPrintable(name));
        const GraphScene scene = makeScene(test::smallGraph(), {});
        const Theme theme;
        PictureOptions options;
        options.area = scene.bounds;
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        const Status status = writePicture(file, scene, theme, {}, options, context);
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Stopped);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void whatIsNoPictureIsRefused() {
        const QTemporaryDir folder;
        const GraphScene scene = wideScene();
        const Theme theme;
        JobContext context;
        PictureOptions options;
        QVERIFY(!writePicture(fileIn(folder, "a.png"), scene, theme, {}, options, context)); // nothing in the area
        options.area = scene.bounds;
        const Status status = writePicture(fileIn(folder, "a.gif"), scene, theme, {}, options, context);
        QVERIFY(!status);
        QVERIFY(status.error().message.find(".svg") != std::string::npos);
    }
};

LATHE_TEST(GraphPictureTest)
#include "graph_picture_test.moc"
