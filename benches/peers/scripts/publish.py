"""Publishes lines of stdin to a queue, confirmed and mandatory: publish.py URL QUEUE"""
import sys

import pika

url, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.confirm_delivery()
properties = pika.BasicProperties(delivery_mode=2)
for line in sys.stdin.buffer:
    channel.basic_publish("", queue, line.rstrip(b"\n"), properties, mandatory=True)
connection.close()
