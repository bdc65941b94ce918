package io.github.camelmodelarts.local.models;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Random;

import static java.awt.Font.BOLD;
import static java.awt.Font.ITALIC;
import static java.awt.Font.PLAIN;

/** Pages such as invoices and delivery notes. Their content is invented. */
final class TradePages {

    private static final String SANS = "SansSerif";
    private static final String SERIF = "Serif";
    private static final String MONO = "Monospaced";
    private static final Color RULE = new Color(0x77, 0x77, 0x7c);
    private static final Color SAND = new Color(0xb0, 0x6a, 0x1c);

    private TradePages() {}

    static Sheet invoice() {
        Sheet page = new Sheet(1240, 1754, new Color(0xfd, 0xfc, 0xf8));
        letterhead(page);
        page.font(SANS, PLAIN, 24).text(110, 330, "Harbour Street Bakery").text(110, 364, "14 Harbour Street");
        page.text(110, 398, "Lower Quay 20457");
        page.font(SANS, BOLD, 40).text(110, 520, "INVOICE 2026-0417");
        page.font(SANS, PLAIN, 24).right(1130, 478, "Date: 17 April 2026").right(1130, 520, "Customer no. 30118");
        invoiceTable(page);
        page.font(SANS, PLAIN, 24).text(760, 1050, "Net amount").right(1120, 1050, "1,079.00");
        page.text(760, 1090, "VAT 19 %").right(1120, 1090, "205.01");
        page.font(SANS, BOLD, 28).text(760, 1150, "Total EUR").right(1120, 1150, "1,284.01");
        page.pen().drawLine(750, 1108, 1130, 1108);
        page.font(SANS, PLAIN, 22);
        page.paragraph(
                110,
                1260,
                1020,
                34,
                "Please pay within 14 days without deduction and quote the number of this invoice. Goods remain our "
                        + "property until they are paid in full.");
        page.font(SANS, ITALIC, 22).text(110, 1380, "Thank you for your order.");
        footer(page);
        return page;
    }

    private static void letterhead(Sheet page) {
        Graphics2D pen = page.pen();
        Color ink = pen.getColor();
        pen.setColor(SAND);
        pen.fillOval(110, 100, 90, 90);
        pen.setColor(Color.WHITE);
        pen.fillPolygon(new int[] {125, 150, 165, 185}, new int[] {165, 122, 148, 165}, 4);
        pen.setColor(ink);
        page.font(SERIF, BOLD, 40).text(225, 150, "Camel Caravan Logistics");
        page.font(SERIF, PLAIN, 22).text(225, 186, "Dune Road 7, 10999 Sandbridge");
        pen.setColor(SAND);
        pen.fillRect(110, 215, 1020, 4);
        pen.setColor(ink);
    }

    private static void invoiceTable(Sheet page) {
        String[][] rows = {
            {"Pos.", "Description", "Quantity", "Price", "Amount"},
            {"1", "Transport of flour, 24 pallets", "24", "18.50", "444.00"},
            {"2", "Storage in Hall B, per week", "3", "95.00", "285.00"},
            {"3", "Customs papers", "2", "60.00", "120.00"},
            {"4", "Express delivery, Saturday", "1", "180.00", "180.00"},
            {"5", "Packing material", "10", "5.00", "50.00"},
        };
        for (int i = 0; i < rows.length; i++) {
            int y = 620 + i * 56;
            page.font(SANS, i == 0 ? BOLD : PLAIN, 23).text(120, y, rows[i][0]).text(200, y, rows[i][1]);
            page.right(790, y, rows[i][2]).right(950, y, rows[i][3]).right(1120, y, rows[i][4]);
            page.pen().setStroke(new BasicStroke(i == 0 ? 3 : 1));
            page.pen().drawLine(110, y + 18, 1130, y + 18);
        }
    }

    private static void footer(Sheet page) {
        page.pen().setStroke(new BasicStroke(1));
        page.pen().drawLine(110, 1600, 1130, 1600);
        page.font(SANS, PLAIN, 19)
                .text(110, 1634, "Bank of Sandbridge")
                .text(480, 1634, "IBAN XX00 1234 5678 9012 3456");
        page.right(1130, 1634, "Page 1 of 1");
    }

    static Sheet receipt() {
        Sheet page = new Sheet(460, 1500, new Color(0xf7, 0xf6, 0xf2));
        page.font(MONO, BOLD, 30).centred(230, 80, "CORNER STORE");
        page.font(MONO, PLAIN, 20)
                .centred(230, 115, "22 Mill Lane, Sandbridge")
                .centred(230, 143, "Tel. 0000 555 0142");
        page.text(30, 200, "03.05.2026 14:27").right(430, 200, "Till 4");
        String[][] goods = {
            {"Whole milk 1 l", "1.29"}, {"Rye bread 750 g", "3.45"}, {"Butter", "2.19"}, {"Apples 1.2 kg", "2.88"},
            {"Green tea", "4.50"}, {"Olive oil 0.5 l", "6.95"}, {"Tomatoes 500 g", "1.75"}, {"Pasta 500 g", "0.99"},
            {"Dark chocolate", "1.89"}, {"Orange juice", "2.35"}, {"Paper towels", "3.20"}, {"Batteries AA x4", "4.99"},
            {"Deposit bottle", "0.25"}, {"Discount", "-1.50"},
        };
        dashes(page, 225);
        for (int i = 0; i < goods.length; i++) {
            page.text(30, 275 + i * 44, goods[i][0]).right(430, 275 + i * 44, goods[i][1]);
        }
        dashes(page, 880);
        page.font(MONO, BOLD, 28).text(30, 930, "TOTAL EUR").right(430, 930, "35.18");
        page.font(MONO, PLAIN, 20).text(30, 985, "Cash").right(430, 985, "40.00");
        page.text(30, 1020, "Change").right(430, 1020, "4.82");
        dashes(page, 1050);
        page.text(30, 1095, "VAT 7 %")
                .right(430, 1095, "1.49")
                .text(30, 1130, "VAT 19 %")
                .right(430, 1130, "1.97");
        page.centred(230, 1205, "Receipt no. 004-118273").centred(230, 1240, "Thank you for your visit!");
        bars(page, 80, 1290, 300, 90);
        page.font(MONO, PLAIN, 18).centred(230, 1412, "2 000000 118273");
        return page;
    }

    private static void dashes(Sheet page, int y) {
        page.pen()
                .setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {8, 6}, 0));
        page.pen().drawLine(30, y, 430, y);
    }

    private static void bars(Sheet page, int x, int y, int width, int height) {
        Random random = new Random(118273);
        for (int at = 0; at < width - 8; ) {
            int bar = 2 + random.nextInt(4);
            page.pen().fillRect(x + at, y, bar, height);
            at += bar + 2 + random.nextInt(5);
        }
    }

    static Sheet deliveryNote() {
        Sheet page = new Sheet(1240, 1754, Color.WHITE);
        page.pen().setStroke(new BasicStroke(2));
        page.pen().drawRect(90, 90, 1060, 170);
        page.font(SERIF, BOLD, 44).text(120, 165, "DELIVERY NOTE");
        page.font(SERIF, PLAIN, 26).text(120, 237, "Number 88-2041");
        page.right(1120, 165, "Blue Ridge Timber Yard")
                .right(1120, 201, "Sawmill Way 3")
                .right(1120, 237, "35510 Oakford");
        page.font(SERIF, PLAIN, 26).text(110, 340, "Deliver to: Kite Workshop, Gate 2, North Dock");
        page.text(110, 382, "Carrier: Camel Caravan Logistics, truck 12");
        String[][] goods = {
            {"Article", "Goods", "Pieces", "Weight"},
            {"T-100", "Oak boards 2.5 m", "40", "320 kg"},
            {"T-115", "Pine beams 4.0 m", "16", "512 kg"},
            {"T-230", "Plywood sheets 18 mm", "25", "450 kg"},
            {"S-004", "Screws 5 x 60, box of 200", "12", "18 kg"},
            {"S-017", "Wood glue 5 l", "6", "33 kg"},
            {"V-902", "Clear varnish 2.5 l", "8", "22 kg"},
        };
        grid(page, goods);
        page.text(110, 970, "Total weight: 1355 kg").text(110, 1012, "All goods checked and complete: yes");
        page.font(SERIF, ITALIC, 24).text(110, 1110, "Please report damage within two working days.");
        page.pen().drawLine(110, 1320, 500, 1320);
        page.pen().drawLine(700, 1320, 1120, 1320);
        signature(page, 720, 1290);
        page.font(SERIF, PLAIN, 22).text(110, 1352, "Date").text(700, 1352, "Received by");
        return page;
    }

    private static void grid(Sheet page, String[][] goods) {
        int[] edges = {110, 270, 760, 930, 1120};
        for (int i = 0; i <= goods.length; i++) {
            page.pen().setColor(RULE);
            page.pen().drawLine(110, 440 + i * 60, 1120, 440 + i * 60);
            page.pen().setColor(new Color(0x22, 0x22, 0x26));
            for (int j = 0; i < goods.length && j < 4; j++) {
                page.font(SERIF, i == 0 ? BOLD : PLAIN, 26).text(edges[j] + 14, 480 + i * 60, goods[i][j]);
            }
        }
        page.pen().setColor(RULE);
        for (int edge : edges) {
            page.pen().drawLine(edge, 440, edge, 440 + goods.length * 60);
        }
        page.pen().setColor(new Color(0x22, 0x22, 0x26));
        page.font(SERIF, PLAIN, 26);
    }

    static Sheet packingList() {
        Sheet page = new Sheet(1000, 1333, new Color(0xf6, 0xf4, 0xee));
        page.font(SANS, BOLD, 34).text(90, 130, "Packing list");
        page.font(SANS, PLAIN, 24).text(90, 180, "Expedition tent, four persons");
        String[] parts = {
            "1 inner tent, yellow", "1 outer tent with two doors", "4 long poles, blue marking", "2 short poles",
            "24 pegs in a cotton bag", "8 guy ropes, reflective", "1 ground sheet 240 x 210 cm", "1 repair kit",
        };
        for (int i = 0; i < parts.length; i++) {
            page.pen().setStroke(new BasicStroke(2));
            page.pen().drawRect(92, 238 + i * 58, 22, 22);
            page.font(SANS, PLAIN, 26).text(140, 258 + i * 58, parts[i]);
        }
        page.font(SERIF, PLAIN, 24);
        page.paragraph(
                90,
                790,
                820,
                38,
                "Check that all parts are there before you leave. Dry the tent before you pack it away, or mould will "
                        + "spoil the cloth. Spare parts can be had from our workshop for ten years.");
        page.font(SANS, PLAIN, 22).text(90, 1000, "Article 5520-17").right(910, 1000, "Packed by no. 12");
        return page;
    }

    /** An illegible signature. */
    static void signature(Sheet page, int x, int y) {
        Graphics2D pen = page.pen();
        Color ink = pen.getColor();
        pen.setColor(new Color(0x24, 0x3c, 0x88));
        pen.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < 220; i++) {
            pen.drawLine(x + i, y + swing(i), x + i + 1, y + swing(i + 1));
        }
        pen.setColor(ink);
        pen.setStroke(new BasicStroke(2));
    }

    private static int swing(int i) {
        return (int) Math.round(Math.sin(i / 9.0) * (30 - i / 9.0) + Math.sin(i / 23.0) * 12);
    }
}
